import type { Chatroom } from '../dynamodb/chatroom.ts';
import { destroyChatroom } from '../rongcloud/chatrooms.ts';
import { type RoomContext, rongCloudRoomId } from './create-at-rongcloud.ts';

/** In one run: what is left over is due in the next. */
const maxRooms = 200;
/** After these a run ends: RongCloud is down, or we are, and the rest can wait for the next run. */
const maxFailuresInARow = 3;
/** For one room, with two attempts at RongCloud. */
const roomWithinMs = 7_000;

export interface DestroyOutcome {
  /** Rooms that are gone for good. */
  readonly destroyed: number;
  /** Rooms that are tried again later. */
  readonly failed: number;
}

type Context = Pick<RoomContext, 'clock' | 'upstream' | 'chatrooms'>;

async function destroyOrPostpone(
  { upstream, chatrooms }: Context,
  { chatroomId, dueAt }: Chatroom & { dueAt: number },
  deadlineAt: number,
): Promise<keyof DestroyOutcome> {
  try {
    await destroyChatroom(upstream, rongCloudRoomId({ chatroomId }), deadlineAt);
    await chatrooms.change(chatroomId, 'finishDestroy', {}, deadlineAt);
    return 'destroyed';
  } catch {
    await chatrooms.change(chatroomId, 'postpone', { seenDueAt: dueAt }, deadlineAt);
    return 'failed';
  }
}

/** The row decides: the index lags behind the table. */
async function findDue({ clock, chatrooms }: Context, chatroomId: number, deadlineAt: number) {
  const room = await chatrooms.find(chatroomId, deadlineAt);
  return room?.dueAt !== undefined && room.dueAt <= clock.now() ? { ...room, dueAt: room.dueAt } : undefined;
}

/**
 * Destroys rooms at RongCloud for the last time: after the last moment at which a late create could arrive. Their
 * rows become tombstones.
 */
export async function endPendingDestroys(context: Context, deadlineAt: number): Promise<DestroyOutcome> {
  const { clock, chatrooms } = context;
  const outcome = { destroyed: 0, failed: 0 };
  let failuresInARow = 0;
  for (const chatroomId of await chatrooms.due(maxRooms, deadlineAt)) {
    if (clock.now() + roomWithinMs > deadlineAt || failuresInARow === maxFailuresInARow) break;
    const roomDeadlineAt = clock.now() + roomWithinMs;
    const room = await findDue(context, chatroomId, roomDeadlineAt);
    if (room === undefined) continue;
    const ended = await destroyOrPostpone(context, room, roomDeadlineAt);
    failuresInARow = ended === 'failed' ? failuresInARow + 1 : 0;
    outcome[ended] += 1;
  }
  return outcome;
}
