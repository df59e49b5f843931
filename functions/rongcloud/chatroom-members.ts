import * as z from 'zod/mini';
import { defineCall, inBatches, wholeNumber } from './call.ts';
import type { RongCloud } from './client.ts';
import { ifMissing } from './upstream-failure.ts';

const orders = { first: 1, last: 2 } as const;

const listCall = /* @__PURE__ */ defineCall('/chatroom/user/query.json', () =>
  z.object({
    total: z.optional(wholeNumber()),
    users: z.array(z.object({ id: z.string(), time: z.optional(z.string()) })),
  }),
);

/** A time as RongCloud writes it: `2016-05-24 10:38:19`, at times `2014-01-01 1:1:1`, without its zone. */
const written = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})$/;

/** Converts such a time to milliseconds since the epoch; undefined if the text is none. */
function parseReplyTime(text: string | undefined, utcOffsetMs: number): number | undefined {
  const [, ...parts] = written.exec(text ?? '') ?? [];
  const [year, month = 0, day, hour, minute, second] = parts.map(Number);
  if (year === undefined) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) - utcOffsetMs;
}

/**
 * Lists the first or the last members of a chatroom, 500 at most: RongCloud has no pages. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/member/query.
 * @returns the number of all members, and the listed ones; none if RongCloud lacks the chatroom. `joinedAt` is in
 * milliseconds since the epoch.
 */
export async function listMembers(
  rongCloud: RongCloud,
  { chatroomId, count, from }: { chatroomId: number; count: number; from: keyof typeof orders },
  deadlineAt: number,
) {
  const form = { chatroomId, count, order: orders[from] };
  const none = { total: 0, users: [] };
  const { total, users } = await rongCloud.request(listCall, form, deadlineAt).catch(ifMissing(none));
  return {
    total: total ?? users.length,
    users: users.map(({ id, time }) => ({
      userId: id,
      joinedAt: parseReplyTime(time, rongCloud.utcOffsetMs),
    })),
  };
}

const checkCall = /* @__PURE__ */ defineCall('/chatroom/users/exist.json', () =>
  // A number here; RongCloud's call for one user has a boolean.
  z.object({
    result: z.array(z.object({ userId: z.string(), isInChrm: z.union([z.boolean(), wholeNumber()]) })),
  }),
);

/** RongCloud's limit for the user ids in one call. */
const maxUsersPerCheck = 1_000;

/**
 * Returns those of the given users who are in a chatroom. A user who went offline counts as a member until later
 * messages have removed them. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/member/check-members.
 */
export async function filterMembers(
  rongCloud: RongCloud,
  { chatroomId, userIds }: { readonly chatroomId: number; readonly userIds: readonly string[] },
  deadlineAt: number,
): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  await inBatches(userIds, maxUsersPerCheck, async (userId) => {
    const { result } = await rongCloud.request(checkCall, { chatroomId, userId }, deadlineAt);
    for (const one of result) if (Number(one.isInChrm) === 1) members.add(one.userId);
  });
  return members;
}
