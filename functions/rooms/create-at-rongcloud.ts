import type { Chatroom, ChatroomState } from '../dynamodb/chatroom.ts';
import { createChatroom, getChatroom } from '../rongcloud/chatrooms.ts';
import { isRejected } from '../rongcloud/upstream-failure.ts';
import type { RoomContext } from './room-context.ts';

const minuteMs = 60_000;
/** A margin for different clocks, and for a room that was created some minutes before its row. */
const marginMs = 10 * minuteMs;

/** RongCloud cannot end a room as idle before this moment if it had the room at `now`. */
export const aliveUntil = (now: number, destroyMinutes: number) => now + destroyMinutes * minuteMs - marginMs;

type Room = Pick<Chatroom, 'chatroomId' | 'destroyMinutes'> & {
  readonly state?: ChatroomState;
  readonly exemptUserIds?: readonly string[];
};

/**
 * Creates a room at RongCloud; an existing one does not change. RongCloud does not document whether it accepts a create of
 * an existing room: after a refusal, this checks whether RongCloud has the room. If not, another call may have created it
 * and a third one destroyed it. The row has then changed, and the next conditional write fails.
 */
export async function createAtRongCloud(
  { upstream, chatrooms }: Pick<RoomContext, 'upstream' | 'chatrooms'>,
  room: Room,
  deadlineAt: number,
): Promise<void> {
  const { chatroomId, destroyMinutes: idleMinutes, exemptUserIds } = room;
  try {
    await createChatroom(upstream, { chatroomId, idleMinutes, exemptUserIds }, deadlineAt);
  } catch (error) {
    if (!isRejected(error)) throw error;
    if ((await getChatroom(upstream, chatroomId, deadlineAt)) !== undefined) return;
    const row = await chatrooms.find(chatroomId, deadlineAt);
    if (row?.state === room.state) throw error;
  }
}
