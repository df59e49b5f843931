import { Failure } from '../contract/failure.ts';
import type { Deps } from '../platform/deps.ts';
import { noSuchChatroom, type Outcome } from './outcome.ts';

/** After this time the host may be up again, or the other one is used. */
const retryAfterSeconds = 1;

/** RongCloud accepts 100 calls a second: 1,000 refused callers come back at half that rate. */
const busySpreadSeconds = 20;

type Unsuccessful = Exclude<Outcome<unknown>, { readonly kind: 'succeeded' }>;

export const logFields = (outcome: Unsuccessful) => ({
  ...('problem' in outcome ? { problem: outcome.problem } : undefined),
  ...(outcome.status === undefined ? undefined : { rongCloudStatus: outcome.status }),
  ...(outcome.rongCloudCode === undefined ? undefined : { rongCloudCode: outcome.rongCloudCode }),
});

export function upstreamFailure(
  outcome: Unsuccessful,
  circumstances: { readonly call: string; readonly host: string; readonly attempts: number },
  randomBytes: Deps['randomBytes'],
): Failure {
  const { cause } = outcome;
  const log = { ...circumstances, ...logFields(outcome) };
  if (outcome.kind === 'rejected') return new Failure('UPSTREAM_REJECTED', { cause, log });
  if (outcome.kind === 'unknown') {
    return new Failure('UPSTREAM_UNAVAILABLE', { retryAfterSeconds, cause, log });
  }
  const spreadSeconds = randomBytes(1).readUInt8() % busySpreadSeconds;
  return new Failure('UPSTREAM_BUSY', {
    retryAfterSeconds: outcome.retryAfterSeconds + spreadSeconds,
    cause,
    log,
  });
}

export const notSent = (call: string, problem: string, waitSeconds = retryAfterSeconds) =>
  new Failure('UPSTREAM_UNAVAILABLE', {
    retryAfterSeconds: waitSeconds,
    log: { call, attempts: 0, problem },
  });

export const isRejected = (error: unknown): error is Failure =>
  error instanceof Failure && error.code === 'UPSTREAM_REJECTED';

export const isRejectedWith = (error: unknown, ...rongCloudCodes: readonly number[]): error is Failure =>
  isRejected(error) && rongCloudCodes.some((code) => code === error.details.log?.rongCloudCode);

/** For `catch`: the value of a call on a chatroom that RongCloud lacks. */
export const ifMissing =
  <T>(value: T) =>
  (error: unknown): T => {
    if (isRejectedWith(error, noSuchChatroom)) return value;
    throw error;
  };
