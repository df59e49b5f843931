import type { Progress } from '../dynamodb/reconciler-state.ts';
import type { RoomContext } from './room-context.ts';

/** Longer than a function runs (10 s) plus its last call to RongCloud: no create of the id is in progress any more. */
export const createLeaseMs = 35_000;
/** One BatchGetItem takes 100 items. */
const idsPerBatch = 100;
/** RongCloud takes 6,000 creates a minute; the next runs check the rest of a peak. */
const batchesPerRun = 10;

/** Gives up the ids of a batch that have no row. @returns their number. */
async function giveUpAbandoned({ chatrooms }: RoomContext, ids: readonly number[], deadlineAt: number) {
  const rows = await Promise.all(ids.map((id) => chatrooms.find(id, deadlineAt)));
  const abandoned = ids.filter((_, index) => rows[index] === undefined);
  for (const id of abandoned) await chatrooms.giveUp(id, deadlineAt);
  return abandoned.length;
}

/**
 * Gives up ids without a row: their creates died, and RongCloud may have the rooms. Ids are sequential, so each run
 * reads the ids that were handed out before the previous run.
 * @returns the progress for the next run, and how many ids were given up.
 */
export async function endAbandonedCreates(
  context: RoomContext,
  before: Progress & { readonly settledTo: number },
  lastId: number,
  deadlineAt: number,
) {
  const { seenId, seenAt } = before;
  const now = context.clock.now();
  if (now - seenAt < createLeaseMs) return { after: before, givenUp: 0 };
  let { settledTo } = before;
  let givenUp = 0;
  for (let batch = 0; batch < batchesPerRun && settledTo < seenId; batch += 1) {
    const from = settledTo + 1;
    const length = Math.min(idsPerBatch, seenId - settledTo);
    const ids = Array.from({ length }, (_, index) => from + index);
    givenUp += await giveUpAbandoned(context, ids, deadlineAt);
    settledTo += length;
  }
  return { after: { ...before, settledTo, seenId: lastId, seenAt: now }, givenUp };
}
