import * as z from 'zod/mini';
import { type Call, defineCall, inBatches } from './call.ts';
import type { RongCloud } from './client.ts';
import { parseReplyTime } from './reply-time.ts';

/** RongCloud's own clients are told of a measure where this is given. */
export interface Notice {
  /** For the apps; JSON text. */
  readonly extra?: string;
}

/** Members of one room whom a measure is for; 20 a call, the rest in further calls. */
export interface Selected {
  readonly chatroomId: string;
  readonly userIds: readonly string[];
  readonly notice?: Notice;
}

/** The same for a while: 1 to 43200 minutes. */
export interface SelectedForTime extends Selected {
  readonly minutes: number;
}

/** A user under a measure until `until`, in milliseconds since the epoch. */
export interface Sanctioned {
  readonly userId: string;
  readonly until?: number;
}

const usersAtOnce = 20;

const sanctionedReply = () =>
  z.object({ users: z.array(z.object({ userId: z.string(), time: z.optional(z.string()) })) });

const muteCall = /* @__PURE__ */ defineCall('/chatroom/user/gag/add.json');
const unmuteCall = /* @__PURE__ */ defineCall('/chatroom/user/gag/rollback.json');
const listMutedCall = /* @__PURE__ */ defineCall('/chatroom/user/gag/list.json', sanctionedReply);

const blockCall = /* @__PURE__ */ defineCall('/chatroom/user/block/add.json');
const unblockCall = /* @__PURE__ */ defineCall('/chatroom/user/block/rollback.json');
const listBlockedCall = /* @__PURE__ */ defineCall('/chatroom/user/block/list.json', sanctionedReply);

/**
 * Keeps members of one room from writing in it, also after they left and came back. What the server sends in their
 * name still gets through. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/mute/mute-user.
 */
export const muteMembers = (rongCloud: RongCloud, whom: SelectedForTime, deadlineAt: number) =>
  applyTo(rongCloud, muteCall, whom, deadlineAt);

/** Lets muted members write again. */
export const unmuteMembers = (rongCloud: RongCloud, whom: Selected, deadlineAt: number) =>
  applyTo(rongCloud, unmuteCall, whom, deadlineAt);

export const listMutedMembers = (rongCloud: RongCloud, chatroomId: string, deadlineAt: number) =>
  list(rongCloud, listMutedCall, chatroomId, deadlineAt);

/**
 * Puts members out of one room and keeps them out: the only way to remove somebody from a room. At most 100
 * calls a second. Source: docs.rongcloud.io/platform-chat-api/chatroom/member/block-user.
 */
export const blockMembers = (rongCloud: RongCloud, whom: SelectedForTime, deadlineAt: number) =>
  applyTo(rongCloud, blockCall, whom, deadlineAt);

/** Lets blocked members in again. */
export const unblockMembers = (rongCloud: RongCloud, whom: Selected, deadlineAt: number) =>
  applyTo(rongCloud, unblockCall, whom, deadlineAt);

export const listBlockedMembers = (rongCloud: RongCloud, chatroomId: string, deadlineAt: number) =>
  list(rongCloud, listBlockedCall, chatroomId, deadlineAt);

/** `extra` counts only where clients are notified. */
export const noticeForm = (notice: Notice | undefined) =>
  notice === undefined ? {} : { needNotify: true, extra: notice.extra };

async function applyTo(
  rongCloud: RongCloud,
  call: Call<unknown>,
  { userIds, chatroomId, notice, ...rest }: Selected & { readonly minutes?: number },
  deadlineAt: number,
): Promise<void> {
  await inBatches(userIds, usersAtOnce, (userId) =>
    rongCloud.request(call, { userId, chatroomId, minute: rest.minutes, ...noticeForm(notice) }, deadlineAt),
  );
}

async function list(
  rongCloud: RongCloud,
  call: Call<z.infer<ReturnType<typeof sanctionedReply>>>,
  chatroomId: string,
  deadlineAt: number,
): Promise<readonly Sanctioned[]> {
  const { users } = await rongCloud.request(call, { chatroomId }, deadlineAt);
  return users.map(({ userId, time }) => ({ userId, until: parseReplyTime(time, rongCloud.utcOffsetMs) }));
}
