import { Failure } from '../contract/failure.ts';
import type { Outcome } from './outcome.ts';

/** By then the other host may answer, or the same one again. */
const retryAfterSeconds = 1;

interface Circumstances {
  /** Such as `user/getToken`. */
  readonly call: string;
  readonly host: string;
  readonly attempts: number;
}

type Unsuccessful = Exclude<Outcome<unknown>, { readonly kind: 'succeeded' }>;

/** An unsuccessful outcome as the log tells it. */
export const told = (outcome: Unsuccessful) => ({
  ...('problem' in outcome ? { problem: outcome.problem } : undefined),
  ...(outcome.status === undefined ? undefined : { rongCloudStatus: outcome.status }),
  ...(outcome.rongCloudCode === undefined ? undefined : { rongCloudCode: outcome.rongCloudCode }),
});

/** An unsuccessful outcome as the failure that endpoints know. */
export function upstreamFailure(outcome: Unsuccessful, circumstances: Circumstances): Failure {
  const { cause } = outcome;
  const log = { ...circumstances, ...told(outcome) };
  if (outcome.kind === 'rejected') return new Failure('UPSTREAM_REJECTED', { cause, log });
  if (outcome.kind === 'busy') {
    return new Failure('UPSTREAM_BUSY', { retryAfterSeconds: outcome.retryAfterSeconds, cause, log });
  }
  return new Failure('UPSTREAM_UNAVAILABLE', { retryAfterSeconds, cause, log });
}

/** The failure of a call that was not made at all. */
export const notAttempted = (call: string, problem: string, waitSeconds = retryAfterSeconds) =>
  new Failure('UPSTREAM_UNAVAILABLE', {
    retryAfterSeconds: waitSeconds,
    log: { call, attempts: 0, problem },
  });

/** Whether this is RongCloud's refusal with one of these codes. A refusal without a code bears its HTTP status. */
export const isRejectedWith = (error: unknown, ...rongCloudCodes: readonly number[]) =>
  error instanceof Failure &&
  error.code === 'UPSTREAM_REJECTED' &&
  rongCloudCodes.some((code) => code === error.details.log?.rongCloudCode);
