import * as z from 'zod/mini';
import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';
import { isRejectedWith } from './upstream-failure.ts';

/** RongCloud's code for a chatroom that does not exist. */
export const noSuchChatroom = 23410;

/** What RongCloud destroys a room by: how long it was idle, or how old it is. */
const destroyTypes = { idleness: 0, age: 1 } as const;

export interface NewChatroom {
  /** At most 64 bytes, letters and digits. */
  readonly chatroomId: string;
  /** RongCloud destroys the room after so long without a join, a leave or a message; 60 to 10080. */
  readonly idleMinutes: number;
}

const createCall = /* @__PURE__ */ defineCall('/chatroom/create_new.json');

/**
 * Creates a chatroom. At most 100 calls a second. What RongCloud answers for a room that exists is not documented;
 * a success is expected. Source: docs.rongcloud.io/platform-chat-api/chatroom/create.
 */
export async function createChatroom(
  rongCloud: RongCloud,
  room: NewChatroom,
  deadlineAt: number,
): Promise<void> {
  const { chatroomId, idleMinutes } = room;
  const form = { chatroomId, destroyType: destroyTypes.idleness, destroyTime: idleMinutes };
  await rongCloud.request(createCall, form, deadlineAt);
}

const destroyCall = /* @__PURE__ */ defineCall('/chatroom/destroy.json');

/**
 * Destroys a chatroom with all that it holds; its members are put out. A room that is not there counts as
 * destroyed. At most 100 calls a second. Source: docs.rongcloud.io/platform-chat-api/chatroom/destroy.
 */
export async function destroyChatroom(
  rongCloud: RongCloud,
  chatroomId: string,
  deadlineAt: number,
): Promise<void> {
  try {
    await rongCloud.request(destroyCall, { chatroomId }, deadlineAt);
  } catch (error) {
    if (!isRejectedWith(error, noSuchChatroom)) throw error;
  }
}

const getCall = /* @__PURE__ */ defineCall('/chatroom/get.json', () =>
  z.object({
    chatroomId: z.string(),
    createTime: z.optional(z.int()),
    memberCount: z.optional(z.int()),
    destroyType: z.optional(z.int()),
    destroyTime: z.optional(z.int()),
    ban: z.optional(z.boolean()),
  }),
);

/** Beside its id, what RongCloud told of a chatroom. */
export interface Chatroom {
  readonly chatroomId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly memberCount?: number;
  readonly destroyedBy: 'idleness' | 'age';
  readonly destroyMinutes?: number;
  readonly isSilenced?: boolean;
}

/**
 * A chatroom as RongCloud has it; undefined where it has none of this id. At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/get.
 */
export async function getChatroom(
  rongCloud: RongCloud,
  chatroomId: string,
  deadlineAt: number,
): Promise<Chatroom | undefined> {
  try {
    const room = await rongCloud.request(getCall, { chatroomId }, deadlineAt);
    return {
      chatroomId: room.chatroomId,
      createdAt: room.createTime,
      memberCount: room.memberCount,
      destroyedBy: room.destroyType === destroyTypes.age ? 'age' : 'idleness',
      destroyMinutes: room.destroyTime,
      isSilenced: room.ban,
    };
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom)) return undefined;
    throw error;
  }
}
