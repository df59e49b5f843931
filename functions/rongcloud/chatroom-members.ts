import * as z from 'zod/mini';
import { defineCall, inBatches } from './call.ts';
import type { RongCloud } from './client.ts';
import { parseReplyTime } from './reply-time.ts';

const orders = { 'first to join': 1, 'last to join': 2 } as const;

const listCall = /* @__PURE__ */ defineCall('/chatroom/user/query.json', () =>
  z.object({
    total: z.optional(z.int()),
    users: z.array(z.object({ id: z.string(), time: z.optional(z.string()) })),
  }),
);

export interface MemberQuery {
  readonly chatroomId: string;
  /** 1 to 500; there are no pages, so the 501st from either end is out of reach. */
  readonly count: number;
  readonly from: keyof typeof orders;
}

export interface Members {
  /** How many the room has in all. */
  readonly total?: number;
  /** `joinedAt` in milliseconds since the epoch. */
  readonly users: readonly { readonly userId: string; readonly joinedAt?: number }[];
}

/**
 * The members of a chatroom, from its first or from its last. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/member/query.
 */
export async function listMembers(
  rongCloud: RongCloud,
  { chatroomId, count, from }: MemberQuery,
  deadlineAt: number,
): Promise<Members> {
  const form = { chatroomId, count, order: orders[from] };
  const { total, users } = await rongCloud.request(listCall, form, deadlineAt);
  return {
    total,
    users: users.map(({ id, time }) => ({
      userId: id,
      joinedAt: parseReplyTime(time, rongCloud.utcOffsetMs),
    })),
  };
}

const isMemberCall = /* @__PURE__ */ defineCall('/chatroom/user/exist.json', () =>
  z.object({ isInChrm: z.boolean() }),
);

/**
 * Whether a user is in a chatroom. One who went offline counts as a member until messages have put them out. At
 * most 100 calls a second. Source: docs.rongcloud.io/platform-chat-api/chatroom/member/check-member.
 */
export async function isMember(
  rongCloud: RongCloud,
  { chatroomId, userId }: { readonly chatroomId: string; readonly userId: string },
  deadlineAt: number,
): Promise<boolean> {
  return (await rongCloud.request(isMemberCall, { chatroomId, userId }, deadlineAt)).isInChrm;
}

const whichAreMembersCall = /* @__PURE__ */ defineCall('/chatroom/users/exist.json', () =>
  z.object({ result: z.array(z.object({ userId: z.string(), isInChrm: z.int() })) }),
);

/** RongCloud takes 1000; an answer of 500 is what surely fits into the 64 KB that the client reads. */
const checkedAtOnce = 500;

/**
 * Those of these users who are in a chatroom, as `isMember` says. 500 users a call, at most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/member/check-members.
 */
export async function whichAreMembers(
  rongCloud: RongCloud,
  { chatroomId, userIds }: { readonly chatroomId: string; readonly userIds: readonly string[] },
  deadlineAt: number,
): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  await inBatches(userIds, checkedAtOnce, async (userId) => {
    const { result } = await rongCloud.request(whichAreMembersCall, { chatroomId, userId }, deadlineAt);
    for (const one of result) if (one.isInChrm === 1) members.add(one.userId);
  });
  return members;
}
