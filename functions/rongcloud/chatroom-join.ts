import { Failure } from '../contract/failure.ts';
import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';
import { noSuchChatroom } from './outcome.ts';
import { isRejectedWith } from './upstream-failure.ts';
import { waitingWhenBusy } from './when-busy.ts';

const joinCall = /* @__PURE__ */ defineCall('/chatroom/join.json');

/** No such path (404), a call that the key may not make (1007), a service that is not enabled (1009). */
const unsupportedCodes = [404, 1007, 1009];

/** A host that has no such path may say so by its HTTP status alone. */
const isUnsupported = (error: unknown) =>
  isRejectedWith(error, ...unsupportedCodes) ||
  (error instanceof Failure && error.details.log?.rongCloudStatus === 404);

/** How long a process remembers that RongCloud has no such call. */
const unsupportedTtlMs = 10 * 60_000;

const unsupportedUntil = new WeakMap<RongCloud, number>();

export type Joined = 'joined' | 'unsupported' | 'no such chatroom';

export interface Joining {
  readonly chatroomId: string;
  readonly userId: string;
}

/**
 * Whether this is the real service's reply for a missing chatroom: code 1002, which also means an invalid App Key, so
 * that the text decides. Source: test suites of the Ruby and Python SDKs that ran against it.
 */
const isMissing = (error: unknown) =>
  isRejectedWith(error, 1002) &&
  error instanceof Error &&
  String(error.cause).endsWith('chatroomId is not exist.');

/**
 * Puts a user into a chatroom. RongCloud's current documentation has no such call: where it is gone the result is
 * `unsupported`, and the app's own SDK joins. Source: RongCloud's server SDKs before 3.0.
 */
export async function joinChatroom(
  rongCloud: RongCloud,
  { chatroomId, userId }: Joining,
  deadlineAt: number,
): Promise<Joined> {
  if (rongCloud.clock.now() < (unsupportedUntil.get(rongCloud) ?? 0)) return 'unsupported';
  try {
    await waitingWhenBusy(rongCloud, deadlineAt, () =>
      rongCloud.request(joinCall, { userId, chatroomId }, deadlineAt),
    );
    return 'joined';
  } catch (error) {
    if (isRejectedWith(error, noSuchChatroom) || isMissing(error)) return 'no such chatroom';
    if (!isUnsupported(error)) throw error;
    unsupportedUntil.set(rongCloud, rongCloud.clock.now() + unsupportedTtlMs);
    return 'unsupported';
  }
}
