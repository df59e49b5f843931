import fc from 'fast-check';
import { callers } from './accounts.ts';
import type { FaultMix } from './fault-mix.ts';
import type { Snapshot } from './simulation/dynamodb.ts';
import { createSimulation } from './simulation.ts';

const calm: FaultMix = { seed: 0, database: [], rongCloud: [], behaviour: {}, serverJoin: 'auto' };

async function logIn(): Promise<Snapshot> {
  const [scheduler] = fc.sample(fc.scheduler(), 1);
  if (scheduler === undefined) throw new Error('no scheduler was drawn');
  const simulation = createSimulation({ mix: calm, scheduler });
  for (const caller of callers) await simulation.finish(simulation.getToken(0, caller));
  simulation.end();
  return new Map([...simulation.snapshot()].filter(([table]) => table === 'attempts'));
}

let tables: Promise<Snapshot> | undefined;

/**
 * The table in which every caller is known on the school's network, as after a first day of classes. Made when it is
 * first asked for, so that a fault in a login is a violation like any other.
 */
export function tablesAfterFirstLogins(): Promise<Snapshot> {
  tables ??= logIn();
  return tables;
}
