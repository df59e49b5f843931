import * as z from 'zod/mini';
import { Failure } from '../contract/failure.ts';
import { defineCall, wholeNumber } from './call.ts';
import type { RongCloud } from './client.ts';
import { noSuchChatroom } from './outcome.ts';
import { ifMissing, isRejectedWith } from './upstream-failure.ts';

/** The chatroom is destroyed after it was idle for `destroyTime`; 1 would count from its creation. */
const destroyWhenIdle = 0;

interface NewChatroom {
  readonly chatroomId: number;
  /** RongCloud destroys the chatroom after this time without a join, a leave or a message; 60 to 10080. */
  readonly idleMinutes: number;
  /** If there are any, the chatroom is silenced from the beginning, except for these users; at most 20. */
  readonly exemptUserIds?: readonly string[];
}

const createCall = /* @__PURE__ */ defineCall('/chatroom/create_new.json');

/**
 * Creates a chatroom. At most 100 calls a second. RongCloud does not document its reply for a chatroom that exists;
 * a success is expected. Source: docs.rongcloud.io/platform-chat-api/chatroom/create.
 */
export async function createChatroom(
  rongCloud: RongCloud,
  { chatroomId, idleMinutes, exemptUserIds = [] }: NewChatroom,
  deadlineAt: number,
): Promise<void> {
  const form = {
    chatroomId,
    destroyType: destroyWhenIdle,
    destroyTime: idleMinutes,
    isBan: exemptUserIds.length > 0 ? true : undefined,
    whiteUserIds: exemptUserIds,
  };
  await rongCloud.request(createCall, form, deadlineAt);
}

const destroyCall = /* @__PURE__ */ defineCall('/chatroom/destroy.json');

/**
 * Destroys a chatroom and removes its members. A chatroom that does not exist counts as destroyed. At most 100 calls
 * a second. Source: docs.rongcloud.io/platform-chat-api/chatroom/destroy.
 */
export async function destroyChatroom(rongCloud: RongCloud, chatroomId: number, deadlineAt: number) {
  await rongCloud.request(destroyCall, { chatroomId }, deadlineAt).catch(ifMissing(undefined));
}

const getCall = /* @__PURE__ */ defineCall('/chatroom/get.json', () =>
  z.object({ chatroomId: z.string(), memberCount: z.optional(wholeNumber()) }),
);

/**
 * Gets a chatroom; undefined if RongCloud has none with this id. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/get.
 */
export const getChatroom = (rongCloud: RongCloud, chatroomId: number, deadlineAt: number) =>
  rongCloud.request(getCall, { chatroomId }, deadlineAt).catch(ifMissing(undefined));

const joinCall = /* @__PURE__ */ defineCall('/chatroom/join.json');

/** No such path (404), a call that the key may not make (1007), a service that is not enabled (1009). */
const unsupportedCodes = [404, 1007, 1009];

/** Both hosts may report a missing path by their HTTP status alone. */
const isUnsupported = (error: unknown) =>
  isRejectedWith(error, ...unsupportedCodes) ||
  (error instanceof Failure && error.details.log?.rongCloudStatus === 404);

type Joined = 'joined' | 'unsupported' | 'no such chatroom';

/**
 * Adds a user to a chatroom. RongCloud's current documentation has no such call: if RongCloud lacks it, the result is
 * `unsupported`, and the app's own SDK joins. Source: RongCloud's server SDKs before 3.0.
 */
export async function joinChatroom(
  rongCloud: RongCloud,
  { chatroomId, userId }: { readonly chatroomId: number; readonly userId: string },
  deadlineAt: number,
): Promise<Joined> {
  try {
    await rongCloud.request(joinCall, { userId, chatroomId }, deadlineAt);
    return 'joined';
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom)) return 'no such chatroom';
    if (isUnsupported(error)) return 'unsupported';
    throw error;
  }
}
