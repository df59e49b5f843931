import fc from 'fast-check';
import type { Open } from '../calls.ts';
import { close } from '../closing.ts';
import type { FaultMix } from '../fault-mix.ts';
import { tablesAfterFirstLogins } from '../first-logins.ts';
import { Violation } from '../model.ts';
import type { Kill } from '../simulation/process.ts';
import { createSimulation, type Simulation } from '../simulation.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** The call at which the process dies has no effect, its effect, or its effect after the next try. */
const effects = ['none', 'done', 'late'] as const satisfies readonly Kill['effect'][];

/** RongCloud's undocumented behaviour. */
const behaviours = [
  { createExisting: 'ignored', joinCall: 'present' },
  { createExisting: 'refused', joinCall: 'absent' },
] as const satisfies readonly FaultMix['behaviour'][];

/** Longer than a function runs. */
const checkLeaseMs = 12_000;
const retryMs = 4_000;

export interface CrashPoints {
  /** How many there are, by scenario. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first crash point after which an invariant did not hold. */
  readonly violation?: { readonly message: string; readonly report: string };
}

interface Setting {
  readonly seed: number;
  readonly behaviour: FaultMix['behaviour'];
}

async function inSimulation<T>(
  { seed, behaviour }: Setting,
  run: (simulation: Simulation) => Promise<T>,
): Promise<T> {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 });
  if (scheduler === undefined) throw new Error('no scheduler was drawn');
  const mix: FaultMix = { seed, database: [], rongCloud: [], behaviour, serverJoin: 'auto' };
  const simulation = createSimulation({ mix, scheduler, before: await tablesAfterFirstLogins() });
  try {
    return await run(simulation);
  } finally {
    simulation.end();
  }
}

/** Finds the steps of a scenario at run time: the calls that leave process 0. */
const countCalls = ({ prepare, run }: Scenario, setting: Setting): Promise<number> =>
  inSimulation(setting, async (simulation) => {
    const id = await prepare(simulation);
    const process = simulation.processAt(0);
    const before = process.callsMade();
    for (const one of run(simulation, id)) await simulation.finish(one);
    return process.callsMade() - before;
  });

/** The caller tries again until the lease of the dead process is over. */
async function succeed(simulation: Simulation, retry: () => Open): Promise<void> {
  const codes: (string | undefined)[] = [];
  for (let waitedMs = 0; waitedMs <= checkLeaseMs; waitedMs += retryMs) {
    const again = retry();
    await simulation.finish(again);
    if (again.code === 'OK') return;
    codes.push(again.code);
    await simulation.driver.passTime(retryMs);
  }
  throw new Violation(`retry: answered ${codes}`);
}

/** Process 0 dies at a call, its caller tries again, and in the end every invariant must hold. */
const dieAt = ({ prepare, run, retry }: Scenario, setting: Setting, kill: Kill): Promise<void> =>
  inSimulation(setting, async (simulation) => {
    const id = await prepare(simulation);
    const process = simulation.processAt(0);
    process.arm(kill);
    for (const one of run(simulation, id)) await simulation.finish(one);
    if (!process.isKilled()) return;
    if (retry !== undefined) await succeed(simulation, () => retry(simulation, id));
    await close(simulation);
  });

async function dieAtEachCall(scenario: Scenario, setting: Setting): Promise<number> {
  const calls = await countCalls(scenario, setting);
  for (let callsBefore = 0; callsBefore < calls; callsBefore += 1) {
    for (const effect of effects) {
      try {
        await dieAt(scenario, setting, { callsBefore, effect });
      } catch (cause) {
        const where = `${scenario.name}, call ${callsBefore + 1} of ${calls}, effect ${effect}`;
        throw new Error(`${where}, ${JSON.stringify(setting)}: ${cause}`, { cause });
      }
    }
  }
  return calls * effects.length;
}

/** Every crash point of every scenario, with an order among processes that comes from the seed. */
export async function runCrashPoints(seed: number): Promise<CrashPoints> {
  const counts: Record<string, number> = {};
  for (const behaviour of behaviours) {
    for (const scenario of scenarios) {
      try {
        counts[scenario.name] =
          (counts[scenario.name] ?? 0) + (await dieAtEachCall(scenario, { seed, behaviour }));
      } catch (error) {
        const report =
          error instanceof Error
            ? `${error.stack}\n${error.cause instanceof Error ? error.cause.stack : ''}`
            : '';
        return { counts, violation: { message: String(error), report } };
      }
    }
  }
  return { counts };
}
