import * as z from 'zod/mini';
import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';

/** The room is not on the list; it comes with HTTP 200. */
const notKeptAlive = 1015;

const addCall = /* @__PURE__ */ defineCall('/chatroom/keepalive/add.json');

/**
 * Keeps a room from being destroyed for idleness or age. The service must be enabled (else code 1009) and has
 * room for 5 rooms unless more are bought (else code 1016). At most 100 calls a second.
 * Source: docs.rongcloud.io/platform-chat-api/chatroom/keep-alive/add-to-keep-alive.
 */
export async function keepAlive(rongCloud: RongCloud, chatroomId: string, deadlineAt: number): Promise<void> {
  await rongCloud.request(addCall, { chatroomId }, deadlineAt);
}

const removeCall = /* @__PURE__ */ defineCall('/chatroom/keepalive/remove.json', undefined, {
  alsoSuccess: [notKeptAlive],
});

/** Ends that; also a success where the room was not kept alive. */
export async function endKeepAlive(
  rongCloud: RongCloud,
  chatroomId: string,
  deadlineAt: number,
): Promise<void> {
  await rongCloud.request(removeCall, { chatroomId }, deadlineAt);
}

const listCall = /* @__PURE__ */ defineCall(
  '/chatroom/keepalive/query.json',
  () => z.object({ chatroomIds: z.array(z.string()) }),
  // RongCloud's Java SDK works around a success that says 0 here.
  { alsoSuccess: [0] },
);

/** The ids of the rooms that are kept alive. */
export async function listKeptAlive(rongCloud: RongCloud, deadlineAt: number): Promise<readonly string[]> {
  return (await rongCloud.request(listCall, {}, deadlineAt)).chatroomIds;
}
