import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { ChatroomStore } from '../dynamodb/chatrooms.ts';
import type { Clock } from '../platform/deps.ts';
import { destroyChatroom } from '../rongcloud/chatrooms.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { rongCloudRoomId } from './room-liveness.ts';

/** So many in one run: what is left over is due in the next. */
const maxRooms = 200;
/** After these a run ends: RongCloud is down, or we are, and the rest can wait for the next run. */
const maxFailuresInARow = 3;
/** For one room, with two attempts at RongCloud. */
const roomWithinMs = 7_000;

export interface PendingOutcome {
  /** Creates that nobody finished. */
  readonly givenUp: number;
  /** Rooms that are gone for good. */
  readonly destroyed: number;
  /** Rooms that are tried again later. */
  readonly failed: number;
}

/**
 * Ends what stopped half way. A create whose lease ran out is given up, and its room destroyed at RongCloud, where
 * it may be after all. A room being destroyed is destroyed there once more, after the last moment at which a late
 * create could arrive, and its row becomes a tombstone.
 */
export function pendingRooms(clock: Clock, upstream: RongCloud, chatrooms: ChatroomStore) {
  const isDue = (room: Chatroom): room is Chatroom & { dueAt: number } =>
    room.dueAt !== undefined && room.dueAt <= clock.now();

  const end = async (
    room: Chatroom & { dueAt: number },
    deadlineAt: number,
  ): Promise<keyof PendingOutcome | undefined> => {
    const isCreate = room.state === 'CREATING';
    if (isCreate && !(await chatrooms.giveUpCreate(room, deadlineAt))) return undefined;
    await destroyChatroom(upstream, rongCloudRoomId(room), deadlineAt);
    if (isCreate) return 'givenUp';
    await chatrooms.finishDestroy(room.chatroomId, deadlineAt);
    return 'destroyed';
  };

  const endOrPostpone = async (
    chatroomId: number,
    deadlineAt: number,
  ): Promise<keyof PendingOutcome | undefined> => {
    const room = await chatrooms.find(chatroomId, deadlineAt);
    // The index lags behind the table: the row decides.
    if (room === undefined || !isDue(room)) return undefined;
    try {
      return await end(room, deadlineAt);
    } catch {
      await chatrooms.postpone(room, deadlineAt);
      return 'failed';
    }
  };

  return async (deadlineAt: number): Promise<PendingOutcome> => {
    const outcome = { givenUp: 0, destroyed: 0, failed: 0 };
    let failuresInARow = 0;
    for (const chatroomId of await chatrooms.due(maxRooms, deadlineAt)) {
      if (clock.now() + roomWithinMs > deadlineAt || failuresInARow === maxFailuresInARow) break;
      const ended = await endOrPostpone(chatroomId, clock.now() + roomWithinMs);
      failuresInARow = ended === 'failed' ? failuresInARow + 1 : 0;
      if (ended !== undefined) outcome[ended] += 1;
    }
    return outcome;
  };
}
