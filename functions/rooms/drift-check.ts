import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { ChatroomStore } from '../dynamodb/chatrooms.ts';
import type { Comparison } from '../dynamodb/reconciler-state.ts';
import type { Clock } from '../platform/deps.ts';
import { pause } from '../platform/timers.ts';
import { destroyChatroom, getChatroom } from '../rongcloud/chatrooms.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { rongCloudRoomId } from './room-liveness.ts';

const dayMs = 86_400_000;
/** 1,440 runs a day look at 288,000 rows. */
const rowsPerRun = 200;
/** So many rooms at a time, and then a pause: 50 a second at most, of the 100 that RongCloud answers. */
const atOnce = 10;
const pauseMs = 200;
/** A destroyed room is looked at for so long: whatever could bring it back has happened by then. */
const tombstoneWatchedMs = 2 * dayMs;
/** For one batch: two attempts at RongCloud for each of its rooms. */
const askWithinMs = 6_000;

type Finding = 'as it should be' | 'lost' | 'undead' | 'not compared';

/**
 * Compares our rooms with RongCloud's, each once a day and some in every run. `lost` counts living rooms that
 * RongCloud does not have: it ends idle ones by itself, and the next join makes them again. `undead` counts destroyed
 * ones that it still has; they are destroyed again, and there should never be any.
 */
export function roomComparison(clock: Clock, upstream: RongCloud, chatrooms: ChatroomStore) {
  const isFreshTombstone = ({ state, destroyedAt }: Chatroom) =>
    state === 'DESTROYED' &&
    destroyedAt !== undefined &&
    clock.now() - Date.parse(destroyedAt) < tombstoneWatchedMs;

  const compare = async (room: Chatroom | undefined, deadlineAt: number): Promise<Finding> => {
    if (room === undefined || !(room.state === 'ACTIVE' || isFreshTombstone(room))) return 'not compared';
    const isThere = (await getChatroom(upstream, rongCloudRoomId(room), deadlineAt)) !== undefined;
    if (room.state === 'ACTIVE') return isThere ? 'as it should be' : 'lost';
    if (!isThere) return 'as it should be';
    await destroyChatroom(upstream, rongCloudRoomId(room), deadlineAt);
    return 'undead';
  };

  const compareBatch = async (ids: readonly number[], soFar: Comparison): Promise<Comparison> => {
    const deadlineAt = clock.now() + askWithinMs;
    const findings = await Promise.all(
      ids.map(async (id) => await compare(await chatrooms.find(id, deadlineAt), deadlineAt)),
    );
    const count = (finding: Finding) => findings.filter((one) => one === finding).length;
    return {
      ...soFar,
      compareFrom: soFar.compareFrom + ids.length,
      compared: soFar.compared + findings.length - count('not compared'),
      lost: soFar.lost + count('lost'),
      undead: soFar.undead + count('undead'),
    };
  };

  /** Goes on from where the last run stopped; begins anew a day after it last did. */
  return async (before: Comparison, lastId: number, deadlineAt: number): Promise<Comparison> => {
    const isAtEnd = before.compareFrom > lastId;
    if (isAtEnd && clock.now() - before.comparedSince < dayMs) return before;
    let comparison = isAtEnd
      ? { compareFrom: 1, comparedSince: clock.now(), compared: 0, lost: 0, undead: 0 }
      : before;
    const stopAt = Math.min(lastId, comparison.compareFrom + rowsPerRun - 1);
    while (comparison.compareFrom <= stopAt && clock.now() + askWithinMs < deadlineAt) {
      const length = Math.min(atOnce, stopAt - comparison.compareFrom + 1);
      const ids = Array.from({ length }, (_, index) => comparison.compareFrom + index);
      comparison = await compareBatch(ids, comparison);
      if (comparison.compareFrom <= stopAt) await pause(clock, pauseMs);
    }
    return comparison;
  };
}
