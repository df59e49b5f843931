import { Failure } from '../contract/failure.ts';
import type { Chatroom, ChatroomState } from '../dynamodb/chatroom.ts';
import type { ChatroomStore } from '../dynamodb/chatrooms.ts';
import type { Deps } from '../platform/deps.ts';
import { createChatroom, getChatroom } from '../rongcloud/chatrooms.ts';
import type { RongCloud } from '../rongcloud/client.ts';

/** The dependencies of the functions in this folder. */
export interface RoomContext extends Pick<Deps, 'clock' | 'randomBytes'> {
  readonly upstream: RongCloud;
  readonly chatrooms: ChatroomStore;
}

/** RongCloud's id of a room is ours as decimal text: the app's SDK joins with it. */
export const rongCloudRoomId = ({ chatroomId }: Pick<Chatroom, 'chatroomId'>) => String(chatroomId);

const minuteMs = 60_000;
/** A margin for different clocks, and for a room that was created some minutes before its row. */
const marginMs = 10 * minuteMs;

/** RongCloud cannot end a room as idle before this moment if it had the room at `now`. */
export const aliveUntil = (now: number, destroyMinutes: number) => now + destroyMinutes * minuteMs - marginMs;

/** `silence`: see NewChatroom of rongcloud/chatrooms.ts. */
type Room = Pick<Chatroom, 'chatroomId' | 'destroyMinutes'> & {
  readonly state?: ChatroomState;
  readonly silence?: { readonly isSilent?: boolean; readonly exemptUserIds?: readonly string[] };
};

const isRefusal = (error: unknown) => error instanceof Failure && error.code === 'UPSTREAM_REJECTED';

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
  const chatroomId = rongCloudRoomId(room);
  try {
    await createChatroom(
      upstream,
      { ...room.silence, chatroomId, idleMinutes: room.destroyMinutes },
      deadlineAt,
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if ((await getChatroom(upstream, chatroomId, deadlineAt)) !== undefined) return;
    const row = await chatrooms.find(room.chatroomId, deadlineAt);
    if (row?.state === room.state) throw error;
  }
}
