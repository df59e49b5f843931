import fc, { type AsyncCommand } from 'fast-check';
import { callers } from './accounts.ts';
import type { Open } from './calls.ts';
import type { Snapshot } from './simulation/dynamodb.ts';
import { roomIdleMinutes } from './simulation/process.ts';
import type { Simulation } from './simulation.ts';

/** The state of a history between its commands, besides the simulation. */
export interface Memory {
  snapshot: Snapshot | undefined;
  /** True if this history logged in to the account whose password is guessed. */
  hasGuessed?: boolean;
}

export type Step = AsyncCommand<Memory, Simulation>;

/** How a call continues: to its end, or this number of waiting calls proceed before the next command. */
type Onward = 'to its end' | number;

export const onward: fc.Arbitrary<Onward> = fc.oneof(
  { arbitrary: fc.constant('to its end' as const), weight: 3 },
  { arbitrary: fc.nat(8), weight: 2 },
);
export const process = fc.nat(2);
export const caller = fc.constantFrom(...callers);

/** Rooms by how recently they became known; the last one is an id that may not exist yet. */
export const which = fc.oneof({ arbitrary: fc.nat(3), weight: 9 }, { arbitrary: fc.constant(-1), weight: 1 });

export function roomAt(simulation: Simulation, index: number): number {
  const ids = [...simulation.model.rooms.keys()].sort((a, b) => b - a);
  if (index < 0 || ids.length === 0) return (ids[0] ?? 0) + 1;
  return ids[index % ids.length] ?? 1;
}

export async function goOn(simulation: Simulation, call: Open, how: Onward): Promise<void> {
  if (how === 'to its end') await simulation.finish(call);
  else await simulation.driver.steps(how);
  simulation.check();
}

export const command = (
  name: string,
  run: (simulation: Simulation, memory: Memory) => Promise<void>,
): Step => ({
  check: () => true,
  run: async (memory, simulation) => {
    await run(simulation, memory);
    simulation.check();
  },
  toString: () => name,
});

/** After this long RongCloud has ended every room that nobody used. */
export const idleMs = (roomIdleMinutes + 1) * 60_000;

export const ended = fc.constantFrom('as idle', 'in the console');

export async function endRoom(
  simulation: Simulation,
  id: number,
  how: 'as idle' | 'in the console',
): Promise<void> {
  if (how === 'as idle') await simulation.driver.passTime(idleMs);
  else simulation.loseRoom(id);
}
