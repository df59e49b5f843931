import { Failure } from '../contract/failure.ts';
import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';
import { noSuchChatroom } from './outcome.ts';
import { isRejectedWith } from './upstream-failure.ts';

const joinCall = /* @__PURE__ */ defineCall('/chatroom/join.json');

/** No such path (404), a call that the key may not make (1007), a service that is not enabled (1009). */
const unsupportedCodes = [404, 1007, 1009];

/** Both hosts may report a missing path by their HTTP status alone. */
const isUnsupported = (error: unknown) =>
  isRejectedWith(error, ...unsupportedCodes) ||
  (error instanceof Failure && error.details.log?.rongCloudStatus === 404);

export type Joined = 'joined' | 'unsupported' | 'no such chatroom';

/**
 * Adds a user to a chatroom. RongCloud's current documentation has no such call: if RongCloud lacks it, the result is
 * `unsupported`, and the app's own SDK joins. Source: RongCloud's server SDKs before 3.0.
 */
export async function joinChatroom(
  rongCloud: RongCloud,
  { chatroomId, userId }: { readonly chatroomId: number; readonly userId: string },
  deadlineAt: number,
): Promise<Joined> {
  try {
    await rongCloud.request(joinCall, { userId, chatroomId }, deadlineAt);
    return 'joined';
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom)) return 'no such chatroom';
    if (isUnsupported(error)) return 'unsupported';
    throw error;
  }
}
