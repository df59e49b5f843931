import * as z from 'zod/mini';
import { Failure } from '../contract/failure.ts';
import { defineCall, inBatches } from './call.ts';
import type { RongCloud } from './client.ts';
import { parseReplyTime } from './reply-time.ts';

export interface User {
  /** Letters, digits and `+ = - _`, at most 64 bytes; case matters. */
  readonly userId: string;
  /** At most 64 characters; shown in push notifications alone. */
  readonly name: string;
  /** At most 1024 bytes. */
  readonly portraitUri?: string;
}

const getTokenCall = /* @__PURE__ */ defineCall('/user/getToken.json', () =>
  z.object({ userId: z.string(), token: z.string().check(z.minLength(1)) }),
);

/**
 * A token by which a user's app connects to RongCloud; the user is registered with the first one. Several
 * tokens of one user are valid side by side. At most 200 calls a second; a development app has room for 100
 * users (code 2007). Source: docs.rongcloud.io/platform-chat-api/user/register.
 * @throws Failure, see RongCloud.request; UPSTREAM_REJECTED also where the token is another user's.
 */
export async function getToken(rongCloud: RongCloud, user: User, deadlineAt: number): Promise<string> {
  const { userId, token } = await rongCloud.request(getTokenCall, { ...user }, deadlineAt);
  if (userId === user.userId) return token;
  const log = { call: 'user/getToken', problem: 'The reply is for another user.' };
  throw new Failure('UPSTREAM_REJECTED', { log });
}

const refreshCall = /* @__PURE__ */ defineCall('/user/refresh.json');

/**
 * Changes what RongCloud shows of a user in push notifications.
 * Source: docs.rongcloud.io/platform-chat-api/user/refresh.
 */
export async function refreshUser(rongCloud: RongCloud, user: User, deadlineAt: number): Promise<void> {
  await rongCloud.request(refreshCall, { ...user }, deadlineAt);
}

const infoCall = /* @__PURE__ */ defineCall('/user/info.json', () =>
  z.object({
    userName: z.string(),
    userPortrait: z.optional(z.string()),
    createTime: z.optional(z.string()),
  }),
);

export interface RegisteredUser {
  readonly name: string;
  readonly portraitUri?: string;
  /** Milliseconds since the epoch. */
  readonly registeredAt?: number;
}

/** A user as registered. At most 100 calls a second. Source: docs.rongcloud.io/platform-chat-api/user/get. */
export async function getUser(
  rongCloud: RongCloud,
  userId: string,
  deadlineAt: number,
): Promise<RegisteredUser> {
  const { userName, userPortrait, createTime } = await rongCloud.request(infoCall, { userId }, deadlineAt);
  return {
    name: userName,
    portraitUri: userPortrait,
    registeredAt: parseReplyTime(createTime, rongCloud.utcOffsetMs),
  };
}

const expireCall = /* @__PURE__ */ defineCall('/user/token/expire.json');
const expiredAtOnce = 20;

/**
 * Makes the tokens invalid that these users were given before a moment (milliseconds since the epoch). Who is
 * connected stays so until the next connect. 20 users a call, at most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/user/expire.
 */
export async function expireTokens(
  rongCloud: RongCloud,
  { userIds, issuedBefore }: { readonly userIds: readonly string[]; readonly issuedBefore: number },
  deadlineAt: number,
): Promise<void> {
  await inBatches(userIds, expiredAtOnce, (userId) =>
    rongCloud.request(expireCall, { userId, time: issuedBefore }, deadlineAt),
  );
}

const checkOnlineCall = /* @__PURE__ */ defineCall('/user/checkOnline.json', () =>
  z.object({ status: z.enum(['0', '1']) }),
);

/**
 * Whether a user is connected. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/user/check-online.
 */
export async function isOnline(rongCloud: RongCloud, userId: string, deadlineAt: number): Promise<boolean> {
  return (await rongCloud.request(checkOnlineCall, { userId }, deadlineAt)).status === '1';
}
