import type { Snapshot } from '../../faults/simulation/dynamodb.ts';
import { accountsOf, type ClassResult, holdClass } from './class.ts';
import { reportOf, type ScenarioResult } from './result.ts';
import { type Scenario, scenarios } from './scenarios.ts';

// A process of its own: the product's ways out lead into the simulation (test/faults/simulation/replace-modules.ts).

/** The tables after the first day, by what that day was like. */
const pasts = new Map<string, Snapshot>();

/** A later day begins with what a first day left: known networks and cached tokens. */
async function hold(scenario: Scenario): Promise<ClassResult> {
  const { day, addresses, pupils } = scenario;
  if (day === 'first') return await holdClass(scenario, accountsOf(pupils));
  const key = `${addresses} ${pupils}`;
  const past = pasts.get(key) ?? (await holdFirstDay(scenario));
  pasts.set(key, past);
  return await holdClass(scenario, past);
}

/** At an easy pace, so that nobody is left without a token. */
async function holdFirstDay(scenario: Scenario): Promise<Snapshot> {
  const calm = { day: 'first', joinCall: 'absent', withinMs: 2 * scenario.withinMs } as const;
  const { after } = await holdClass(
    { ...scenario, ...calm, retries: 'after Retry-After' },
    accountsOf(scenario.pupils),
  );
  return after;
}

const results: ScenarioResult[] = [];
for (const [index, scenario] of scenarios.entries()) {
  process.stderr.write(`${index + 1} of ${scenarios.length}: ${scenario.name}\n`);
  results.push(reportOf(scenario, await hold(scenario)));
}
process.stdout.write(JSON.stringify(results));
