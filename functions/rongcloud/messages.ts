import * as z from 'zod/mini';
import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';

const publishCall = /* @__PURE__ */ defineCall(
  '/message/chatroom/publish.json',
  () =>
    z.object({
      messageUIDs: z.optional(z.array(z.object({ chatroomId: z.string(), messageUID: z.string() }))),
    }),
  // A second one would be a second message.
  { safeToRepeat: false },
);

export interface ChatroomMessage {
  /** Need not be a member, and may be muted. */
  readonly fromUserId: string;
  /** Counts as one message for each room; 10 are recommended at most. */
  readonly chatroomIds: readonly string[];
  /** The message's type, at most 32 characters: `RC:TxtMsg`, or one of the app's own, which do not begin with `RC:`. */
  readonly objectName: string;
  /** At most 128 KB; for RongCloud's own types a JSON text such as `{"content":"hello","extra":""}`. */
  readonly content: string;
  /** Whether the sender's other devices get it too; default no. */
  readonly isIncludingSender?: boolean;
}

/** Where RongCloud tells it: the id of the message in each room, by which it can be recalled. */
export type MessageIds = ReadonlyMap<string, string>;

/**
 * Sends a message to chatrooms. It is sent at most once: where no answer comes, UPSTREAM_UNAVAILABLE leaves open
 * whether it was. 100 messages a second in each room.
 * Source: docs.rongcloud.io/platform-chat-api/message/send-chatroom.
 */
export async function publishToChatrooms(
  rongCloud: RongCloud,
  message: ChatroomMessage,
  deadlineAt: number,
): Promise<MessageIds> {
  const { fromUserId, chatroomIds, objectName, content, isIncludingSender = false } = message;
  const form = { fromUserId, toChatroomId: chatroomIds, objectName, content };
  const { messageUIDs = [] } = await rongCloud.request(
    publishCall,
    { ...form, isIncludeSender: Number(isIncludingSender) },
    deadlineAt,
  );
  return new Map(messageUIDs.map(({ chatroomId, messageUID }) => [chatroomId, messageUID]));
}

/** What recall calls a chatroom, among private chats, groups and others. */
const chatroomConversation = 4;

const recallCall = /* @__PURE__ */ defineCall('/message/recall.json');

export interface Recall {
  readonly fromUserId: string;
  readonly chatroomId: string;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** Whether clients show it as recalled by an admin; default no. */
  readonly isByAdmin?: boolean;
}

/**
 * Takes a message back from a chatroom: clients get an `RC:RcCmd` that says so. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/message/recall.
 */
export async function recallFromChatroom(
  rongCloud: RongCloud,
  recall: Recall,
  deadlineAt: number,
): Promise<void> {
  const { fromUserId, chatroomId, messageId, sentAt, isByAdmin = false } = recall;
  const target = { conversationType: chatroomConversation, targetId: chatroomId };
  const message = { fromUserId, messageUID: messageId, sentTime: sentAt, isAdmin: Number(isByAdmin) };
  await rongCloud.request(recallCall, { ...target, ...message }, deadlineAt);
}
