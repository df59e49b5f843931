import * as z from 'zod/mini';
import { defineCall, inBatches } from './call.ts';
import type { RongCloud } from './client.ts';

interface ChatroomUsers {
  readonly chatroomId: number;
  readonly userIds: readonly string[];
  /** Only of a mute and a block. */
  readonly minutes?: number | undefined;
}

/** RongCloud's limit for the user ids in one call. */
const maxUsersPerCall = 20;

/** Lists of more than 20 users go out in several calls; RongCloud counts at most 100 calls a second. */
function userListCall(path: `/${string}.json`) {
  const call = defineCall(path);
  return (
    rongCloud: RongCloud,
    { chatroomId, userIds, minutes }: ChatroomUsers,
    deadlineAt: number,
  ): Promise<void> =>
    inBatches(userIds, maxUsersPerCall, (userId) =>
      rongCloud.request(call, { chatroomId, userId, minute: minutes }, deadlineAt),
    );
}

/**
 * Keeps users from writing in one chatroom, also after they left and came back. Messages that the server sends in
 * their name still get through. Source: docs.rongcloud.io/platform-chat-api/chatroom/mute/mute-user.
 */
export const muteMembers = /* @__PURE__ */ userListCall('/chatroom/user/gag/add.json');

export const unmuteMembers = /* @__PURE__ */ userListCall('/chatroom/user/gag/rollback.json');

/**
 * Removes users from one chatroom and keeps them out: the only way to remove somebody from a chatroom.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/member/block-user.
 */
export const blockMembers = /* @__PURE__ */ userListCall('/chatroom/user/block/add.json');

export const unblockMembers = /* @__PURE__ */ userListCall('/chatroom/user/block/rollback.json');

/**
 * Lets users write in a chatroom although it is silenced or they are muted; at most 20 users in all. It outlasts
 * their leaving and ends with the chatroom.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/mute/add-to-chatroom-ban-whitelist.
 */
export const exemptFromSilence = /* @__PURE__ */ userListCall('/chatroom/user/ban/whitelist/add.json');

const exemptCall = /* @__PURE__ */ defineCall('/chatroom/user/ban/whitelist/query.json', () =>
  z.object({ userIds: z._default(z.array(z.string()), []) }),
);

/** Lists the exempt users. Source: docs.rongcloud.io/platform-chat-api/chatroom/mute/query-chatroom-ban-whitelist. */
export const listExempt = async (rongCloud: RongCloud, chatroomId: number, deadlineAt: number) =>
  (await rongCloud.request(exemptCall, { chatroomId }, deadlineAt)).userIds;

export const endExemption = /* @__PURE__ */ userListCall('/chatroom/user/ban/whitelist/rollback.json');

function chatroomCall(path: `/${string}.json`) {
  const call = defineCall(path);
  return async (rongCloud: RongCloud, chatroomId: number, deadlineAt: number): Promise<void> => {
    await rongCloud.request(call, { chatroomId }, deadlineAt);
  };
}

/**
 * Keeps everybody in a chatroom from writing, except the exempt users. It ends with the chatroom.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/mute/mute-chatroom.
 */
export const silenceChatroom = /* @__PURE__ */ chatroomCall('/chatroom/ban/add.json');

export const endSilence = /* @__PURE__ */ chatroomCall('/chatroom/ban/rollback.json');
