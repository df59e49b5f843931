import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';

const publishCall = { ...defineCall('/message/chatroom/publish.json'), isSentOnce: true } as const;

interface ChatroomMessage {
  readonly fromUserId: string;
  readonly chatroomId: number;
  readonly objectName: string;
  readonly content: string;
}

/**
 * Sends a message to a chatroom, at most once: if the outcome is unknown, it may have arrived.
 * At most 100 messages a second in each chatroom.
 * Source: docs.rongcloud.io/platform-chat-api/message/send-chatroom.
 * @param message the sender need not be a member, and may be muted. The type `objectName` has at most 32 characters; one of
 * the app's own does not begin with `RC:`. The content has at most 128 KB.
 */
export async function publishToChatroom(
  rongCloud: RongCloud,
  { fromUserId, chatroomId, objectName, content }: ChatroomMessage,
  deadlineAt: number,
): Promise<void> {
  const form = { fromUserId, toChatroomId: chatroomId, objectName, content };
  await rongCloud.request(publishCall, form, deadlineAt);
}
