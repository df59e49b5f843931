import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';

const publishCall = /* @__PURE__ */ defineCall('/message/chatroom/publish.json', undefined, {
  isSentOnce: true,
});

interface ChatroomMessage {
  /** Need not be a member, and may be muted. */
  readonly fromUserId: string;
  readonly chatroomId: number;
  /** The message's type, at most 32 characters: `RC:TxtMsg`, or one of the app's own, which do not begin with `RC:`. */
  readonly objectName: string;
  /** At most 128 KB; for RongCloud's own types a JSON text such as `{"content":"hello","extra":""}`. */
  readonly content: string;
}

/**
 * Sends a message to a chatroom, at most once: if the outcome is unknown, it may have arrived.
 * At most 100 messages a second in each chatroom.
 * Source: docs.rongcloud.io/platform-chat-api/message/send-chatroom.
 */
export async function publishToChatroom(
  rongCloud: RongCloud,
  { fromUserId, chatroomId, objectName, content }: ChatroomMessage,
  deadlineAt: number,
): Promise<void> {
  const form = { fromUserId, toChatroomId: chatroomId, objectName, content };
  await rongCloud.request(publishCall, form, deadlineAt);
}
