import { Failure } from '../contract/failure.ts';
import type { Chatroom, ChatroomState } from '../dynamodb/chatroom.ts';
import type { ChatroomStore } from '../dynamodb/chatrooms.ts';
import type { Deps } from '../platform/deps.ts';
import { createChatroom, getChatroom } from '../rongcloud/chatrooms.ts';
import type { RongCloud } from '../rongcloud/client.ts';

/** What the steps of a room's life use. */
export interface RoomContext extends Pick<Deps, 'clock' | 'randomBytes'> {
  readonly upstream: RongCloud;
  readonly chatrooms: ChatroomStore;
}

/** RongCloud's id of a room is ours as decimal text: the app's own SDK joins by it. */
export const rongCloudRoomId = ({ chatroomId }: Pick<Chatroom, 'chatroomId'>) => String(chatroomId);

const minuteMs = 60_000;
/** For clocks that differ, and for a room that was made some minutes before its row. */
const marginMs = 10 * minuteMs;

/** RongCloud cannot have ended a room as idle before this moment that was there at `now`. */
export const aliveUntil = (now: number, destroyMinutes: number) => now + destroyMinutes * minuteMs - marginMs;

/** `silence`: see NewChatroom of rongcloud/chatrooms.ts. */
type Room = Pick<Chatroom, 'chatroomId' | 'destroyMinutes'> & {
  readonly state?: ChatroomState;
  readonly silence?: { readonly isSilent?: boolean; readonly exemptUserIds?: readonly string[] };
};

const isRefusal = (error: unknown) => error instanceof Failure && error.code === 'UPSTREAM_REJECTED';

/**
 * Creates a room at RongCloud; one that is there stays as it is. RongCloud's documents do not say whether it accepts
 * a create of a room that exists: where it refuses, it is asked whether the room is there. If it is not, another call
 * may have created it at the same time and a third destroyed it since. The row has then moved on, and the next
 * conditional write fails.
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
