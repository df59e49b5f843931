import * as z from 'zod/mini';
import { defineCall, wholeNumber } from './call.ts';
import type { RongCloud } from './client.ts';
import { noSuchChatroom } from './outcome.ts';
import { isRejectedWith } from './upstream-failure.ts';

/** The chatroom is destroyed after it was idle for `destroyTime`; 1 would count from its creation. */
const destroyWhenIdle = 0;

interface NewChatroom {
  readonly chatroomId: number;
  /** RongCloud destroys the chatroom after this time without a join, a leave or a message; 60 to 10080. */
  readonly idleMinutes: number;
  /** True if only the exempt users may write, from the beginning. */
  readonly isSilent?: boolean | undefined;
  /** At most 20. */
  readonly exemptUserIds?: readonly string[] | undefined;
}

const createCall = /* @__PURE__ */ defineCall('/chatroom/create_new.json');

/**
 * Creates a chatroom. At most 100 calls a second. RongCloud does not document its reply for a chatroom that exists;
 * a success is expected. Source: docs.rongcloud.io/platform-chat-api/chatroom/create.
 */
export async function createChatroom(
  rongCloud: RongCloud,
  { chatroomId, idleMinutes, isSilent, exemptUserIds }: NewChatroom,
  deadlineAt: number,
): Promise<void> {
  const form = {
    chatroomId,
    destroyType: destroyWhenIdle,
    destroyTime: idleMinutes,
    isBan: isSilent,
    whiteUserIds: exemptUserIds,
  };
  await rongCloud.request(createCall, form, deadlineAt);
}

const destroyCall = /* @__PURE__ */ defineCall('/chatroom/destroy.json');

/**
 * Destroys a chatroom and removes its members. A chatroom that does not exist counts as destroyed. At most 100 calls
 * a second. Source: docs.rongcloud.io/platform-chat-api/chatroom/destroy.
 */
export async function destroyChatroom(
  rongCloud: RongCloud,
  chatroomId: number,
  deadlineAt: number,
): Promise<void> {
  try {
    await rongCloud.request(destroyCall, { chatroomId }, deadlineAt);
  } catch (error) {
    if (!isRejectedWith(error, noSuchChatroom)) throw error;
  }
}

const getCall = /* @__PURE__ */ defineCall('/chatroom/get.json', () =>
  z.object({ chatroomId: z.string(), memberCount: z.optional(wholeNumber()) }),
);

/**
 * Gets a chatroom; undefined if RongCloud has none with this id. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/get.
 */
export async function getChatroom(rongCloud: RongCloud, chatroomId: number, deadlineAt: number) {
  try {
    return await rongCloud.request(getCall, { chatroomId }, deadlineAt);
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom)) return undefined;
    throw error;
  }
}
