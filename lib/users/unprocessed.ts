import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../operator/command-line.ts';

const firstPauseMs = 50;
const longestPauseMs = 5_000;
/** About half a minute in all: a table that grows into its load needs no longer. */
const maxRounds = 12;

/**
 * Sends items and again those that DynamoDB left out, as it does when it is asked for more than it gives at the
 * moment, each time after a longer pause.
 * @param send returns what was left out.
 * @throws CommandError where that goes on.
 */
export async function untilNothingIsLeft<T>(
  items: readonly T[],
  send: (open: T[]) => Promise<T[]>,
): Promise<void> {
  let open = [...items];
  for (let round = 0; open.length > 0; round += 1) {
    if (round === maxRounds) throw new CommandError('DynamoDB leaves items out again and again; try later');
    if (round > 0) await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (round - 1)));
    open = await send(open);
  }
}
