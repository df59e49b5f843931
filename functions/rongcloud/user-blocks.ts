import * as z from 'zod/mini';
import { defineCall, inBatches } from './call.ts';
import type { RongCloud } from './client.ts';
import { parseReplyTime } from './reply-time.ts';

const blockCall = /* @__PURE__ */ defineCall('/user/block.json');
const unblockCall = /* @__PURE__ */ defineCall('/user/unblock.json');
const usersAtOnce = 20;

/**
 * Disconnects users at once and keeps them out of the whole app for 1 to 43200 minutes; RongCloud has no block
 * without an end. 20 users a call, at most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/user/block.
 */
export async function blockUsers(
  rongCloud: RongCloud,
  { userIds, minutes }: { readonly userIds: readonly string[]; readonly minutes: number },
  deadlineAt: number,
): Promise<void> {
  await inBatches(userIds, usersAtOnce, (userId) =>
    rongCloud.request(blockCall, { userId, minute: minutes }, deadlineAt),
  );
}

/**
 * Lets blocked users in again. 20 users a call, at most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/user/unblock.
 */
export async function unblockUsers(
  rongCloud: RongCloud,
  userIds: readonly string[],
  deadlineAt: number,
): Promise<void> {
  await inBatches(userIds, usersAtOnce, (userId) => rongCloud.request(unblockCall, { userId }, deadlineAt));
}

const listCall = /* @__PURE__ */ defineCall('/user/block/query.json', () =>
  z.object({ users: z.array(z.object({ userId: z.string(), blockEndTime: z.string() })) }),
);

export interface BlockedUser {
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly blockedUntil?: number;
}

/**
 * One page (from 1) of the blocked users, the last to be let in first. RongCloud gives pages of up to 1000; 500
 * entries are what surely fits into the 64 KB that the client reads. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/user/query-blocked-users.
 */
export async function listBlockedUsers(
  rongCloud: RongCloud,
  { page, size }: { readonly page: number; readonly size: number },
  deadlineAt: number,
): Promise<readonly BlockedUser[]> {
  const { users } = await rongCloud.request(listCall, { page, size }, deadlineAt);
  return users.map(({ userId, blockEndTime }) => ({
    userId,
    blockedUntil: parseReplyTime(blockEndTime, rongCloud.utcOffsetMs),
  }));
}
