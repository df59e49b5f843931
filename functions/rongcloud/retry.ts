import { jitterMs, type PauseRange, pause } from '../platform/timers.ts';
import { type Attempt, attempt, type CallContext } from './attempt.ts';
import { callName } from './call.ts';
import type { HostState } from './circuit-breaker.ts';
import { areSame } from './credentials.ts';
import type { Outcome } from './outcome.ts';
import { logFields } from './upstream-failure.ts';

const retryPause: PauseRange = { minMs: 50, maxMs: 300 };

/** RongCloud counts calls by the second: the next second has room again. */
const busyPause: PauseRange = { minMs: 1_000, maxMs: 1_500 };

/** A second attempt that has less time than this after its pause is not made. */
const minAttemptMs = 200;

/** Key and secret do not match (1001); the signature is wrong (1004). */
const credentialsRefused = [1001, 1004];

/** Sends a call, and once more if that may help. @returns the outcome, with the host of the last attempt. */
export async function sendWithRetry<T>(context: CallContext, first: Attempt<T>) {
  const outcome = await send(context, first);
  const hostState = hostStateOf(outcome);
  const second = await secondAttempt(context, first, outcome);
  if (second === undefined) return { outcome, attempts: 1, origin: first.origin, hostState };
  logFirstAttempt(context, first, outcome);
  const last = await send(context, second);
  if (second.isCorrected) {
    context.correction.settle(last.kind === 'unknown' ? undefined : !isSignatureRefused(last));
  }
  const lastState = hostStateOf(last);
  return {
    outcome: last,
    attempts: 2,
    origin: second.origin,
    hostState: lastState === 'unclear' ? hostState : lastState,
  };
}

async function send<T>(context: CallContext, one: Attempt<T>): Promise<Outcome<T>> {
  const outcome = await attempt(context, one);
  if (hostStateOf(outcome) === 'down') context.hosts.failed(one.origin);
  return outcome;
}

/** Pauses, and returns the second attempt; undefined if it could not help or has no time. */
async function secondAttempt<T>(
  context: CallContext,
  first: Attempt<T>,
  outcome: Outcome<T>,
): Promise<Attempt<T> | undefined> {
  if (outcome.kind === 'rejected') {
    return isSignatureRefused(outcome) ? withOtherSignature(context, first, outcome.date) : undefined;
  }
  if (outcome.kind === 'busy') {
    const isSoon = outcome.retryAfterSeconds * 1_000 <= busyPause.minMs;
    return isSoon && (await pauseBefore(context, first, busyPause)) ? first : undefined;
  }
  if (outcome.kind === 'unknown' && !first.call.isSentOnce) {
    const range = outcome.hostAtFault ? retryPause : undefined;
    if (!(await pauseBefore(context, first, range))) return undefined;
    return { ...first, origin: context.hosts.other(first.origin) };
  }
  return undefined;
}

/** Pauses if a second attempt has time after it. A connection gone stale needs no pause. */
async function pauseBefore(
  { clock, randomBytes }: CallContext,
  { limitAt }: Attempt<unknown>,
  range: PauseRange | undefined,
): Promise<boolean> {
  if (clock.now() + (range?.maxMs ?? 0) + minAttemptMs > limitAt) return false;
  if (range !== undefined) await pause(clock, jitterMs(randomBytes, range));
  return true;
}

const isSignatureRefused = (outcome: Outcome<unknown>) =>
  outcome.kind === 'rejected' && credentialsRefused.includes(outcome.rongCloudCode);

/** After RongCloud refused a signature: corrects our clock, or gets credentials that were changed meanwhile. */
async function withOtherSignature<T>(
  { clock, correction, getCredentials }: CallContext,
  first: Attempt<T>,
  date: string | undefined,
): Promise<Attempt<T> | undefined> {
  if (clock.now() + minAttemptMs > first.limitAt) return undefined;
  if (correction.adopt(date)) return { ...first, isCorrected: true };
  const credentials = await getCredentials(first.limitAt, first.credentials);
  return areSame(credentials, first.credentials) ? undefined : { ...first, credentials };
}

/** Logs a failed first attempt even if the second succeeds, except for a connection gone stale. */
function logFirstAttempt(
  { output }: CallContext,
  { call, origin }: Attempt<unknown>,
  outcome: Outcome<unknown>,
) {
  if (outcome.kind === 'succeeded' || hostStateOf(outcome) === 'unclear') return;
  const { host } = new URL(origin);
  output('warn', { event: 'rongcloud-second-attempt', call: callName(call), host, ...logFields(outcome) });
}

/** Every reply shows that the host is up, also a refusal. If the fault may be ours, its state is unclear. */
function hostStateOf(outcome: Outcome<unknown>): HostState {
  if (outcome.kind !== 'unknown') return 'up';
  return outcome.hostAtFault ? 'down' : 'unclear';
}
