import * as z from 'zod/mini';
import { type Call, defineCall, inBatches } from './call.ts';
import { type Notice, noticeForm } from './chatroom-moderation.ts';
import type { RongCloud } from './client.ts';

/** A whole room, where nobody may write but the exempt. */
export interface SilencedRoom {
  readonly chatroomId: string;
  readonly notice?: Notice;
}

const silenceCall = /* @__PURE__ */ defineCall('/chatroom/ban/add.json');
const unsilenceCall = /* @__PURE__ */ defineCall('/chatroom/ban/rollback.json');

/**
 * Keeps everybody in a room from writing, but the exempt. It ends with the room. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/mute/mute-chatroom.
 */
export const silenceChatroom = (rongCloud: RongCloud, room: SilencedRoom, deadlineAt: number) =>
  apply(rongCloud, silenceCall, room, deadlineAt);

/** Lets a silenced room write again. */
export const unsilenceChatroom = (rongCloud: RongCloud, room: SilencedRoom, deadlineAt: number) =>
  apply(rongCloud, unsilenceCall, room, deadlineAt);

async function apply(
  rongCloud: RongCloud,
  call: Call<unknown>,
  { chatroomId, notice }: SilencedRoom,
  deadlineAt: number,
): Promise<void> {
  await rongCloud.request(call, { chatroomId, ...noticeForm(notice) }, deadlineAt);
}

const checkCall = /* @__PURE__ */ defineCall('/chatroom/ban/check.json', () => z.object({ status: z.int() }));

/** Whether a whole room is silenced. At most 100 calls a second. */
export async function isSilenced(
  rongCloud: RongCloud,
  chatroomId: string,
  deadlineAt: number,
): Promise<boolean> {
  return (await rongCloud.request(checkCall, { chatroomId }, deadlineAt)).status === 1;
}

const listCall = /* @__PURE__ */ defineCall('/chatroom/ban/query.json', () =>
  z.object({ chatroomIds: z.array(z.string()) }),
);

/** One page (from 1, up to 1000 a page) of the ids of the silenced rooms. At most 100 calls a second. */
export async function listSilencedChatrooms(
  rongCloud: RongCloud,
  { page, size }: { readonly page: number; readonly size: number },
  deadlineAt: number,
): Promise<readonly string[]> {
  return (await rongCloud.request(listCall, { page, size }, deadlineAt)).chatroomIds;
}

const exemptCall = /* @__PURE__ */ defineCall('/chatroom/user/ban/whitelist/add.json');
const unexemptCall = /* @__PURE__ */ defineCall('/chatroom/user/ban/whitelist/rollback.json');
const listExemptCall = /* @__PURE__ */ defineCall('/chatroom/user/ban/whitelist/query.json', () =>
  z.object({ userIds: z.array(z.string()) }),
);
const exemptAtOnce = 20;

/** Who may write in a silenced room: at most 20 users in all. */
export interface Exempt {
  readonly chatroomId: string;
  readonly userIds: readonly string[];
}

/**
 * Lets users write in a room though it is silenced, or they are muted in it. It outlasts their leaving and ends
 * with the room. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/mute/add-to-chatroom-ban-whitelist.
 */
export async function exemptFromSilence(
  rongCloud: RongCloud,
  { chatroomId, userIds }: Exempt,
  deadlineAt: number,
): Promise<void> {
  await inBatches(userIds, exemptAtOnce, (userId) =>
    rongCloud.request(exemptCall, { chatroomId, userId }, deadlineAt),
  );
}

/** Takes users out of the exempt. */
export async function endExemption(
  rongCloud: RongCloud,
  { chatroomId, userIds }: Exempt,
  deadlineAt: number,
): Promise<void> {
  await inBatches(userIds, exemptAtOnce, (userId) =>
    rongCloud.request(unexemptCall, { chatroomId, userId }, deadlineAt),
  );
}

/** The ids of the exempt. */
export async function listExempt(
  rongCloud: RongCloud,
  chatroomId: string,
  deadlineAt: number,
): Promise<readonly string[]> {
  return (await rongCloud.request(listExemptCall, { chatroomId }, deadlineAt)).userIds;
}
