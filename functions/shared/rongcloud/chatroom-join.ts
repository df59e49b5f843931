import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';
import { isRejectedWith } from './upstream-failure.ts';

const joinCall = /* @__PURE__ */ defineCall('/chatroom/join.json');

/** No such path (404), a call that the key may not make (1007), a service that is not enabled (1009). */
const unsupportedCodes = [404, 1007, 1009];

/** How long it is remembered that a key's RongCloud has no such call. */
const rememberedMs = 10 * 60_000;

const unsupportedUntil = new WeakMap<RongCloud, number>();

export interface Joining {
  readonly chatroomId: string;
  readonly userId: string;
}

/**
 * Puts a user into a chatroom, where the key's RongCloud still answers this call of 2016; `unsupported` where
 * it does not, as the current documentation says: there the app's own SDK joins.
 * Source: RongCloud's server SDKs before 3.0.
 */
export async function joinChatroom(
  rongCloud: RongCloud,
  { chatroomId, userId }: Joining,
  deadlineAt: number,
): Promise<'joined' | 'unsupported'> {
  if (rongCloud.clock.now() < (unsupportedUntil.get(rongCloud) ?? 0)) return 'unsupported';
  try {
    await rongCloud.request(joinCall, { userId, chatroomId }, deadlineAt);
    return 'joined';
  } catch (error) {
    if (!isRejectedWith(error, ...unsupportedCodes)) throw error;
    unsupportedUntil.set(rongCloud, rongCloud.clock.now() + rememberedMs);
    return 'unsupported';
  }
}
