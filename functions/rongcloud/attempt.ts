import type { Deps } from '../platform/deps.ts';
import type { Call } from './call.ts';
import type { ClockCorrection } from './clock-correction.ts';
import type { AppCredentials, GetCredentials } from './credentials.ts';
import type { HostChoice } from './hosts.ts';
import { NoReply } from './no-reply.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { signedHeaders } from './signature.ts';
import type { TimeLimit, Transport } from './transport.ts';

/** From getting a connection to the last byte of the reply. */
const attemptTimeoutMs = 2_500;

/** 18 hexadecimal digits, the maximum that RongCloud documents. Source: docs.rongcloud.io/platform-chat-api/auth. */
const nonceBytes = 9;

export interface Attempt<T> {
  readonly call: Call<T>;
  readonly form: string;
  readonly origin: string;
  readonly credentials: AppCredentials;
  readonly limitAt: number;
  /** True for the first attempt with a new correction of our clock. */
  readonly isCorrected?: true;
}

export interface CallContext extends Pick<Deps, 'clock' | 'randomBytes' | 'output'> {
  readonly transport: Transport;
  readonly hosts: HostChoice;
  readonly correction: ClockCorrection;
  readonly getCredentials: GetCredentials;
}

/** The limit of an attempt, but never later than the caller's `deadlineAt`. */
function attemptLimit(clock: Deps['clock'], deadlineAt: number): TimeLimit {
  const at = clock.now() + attemptTimeoutMs;
  return at <= deadlineAt ? { at, isCallersDeadline: false } : { at: deadlineAt, isCallersDeadline: true };
}

/** Sends a call once, with a nonce and a timestamp of its own. */
export async function attempt<T>(
  { clock, randomBytes, transport, correction }: CallContext,
  { call, form, origin, credentials, limitAt }: Attempt<T>,
): Promise<Outcome<T>> {
  const nonce = randomBytes(nonceBytes).toString('hex');
  const headers = signedHeaders(credentials, nonce, String(clock.now() + correction.ms));
  headers.push('Content-Type', 'application/x-www-form-urlencoded');
  // Without it any coding is allowed (RFC 9110, section 12.5.3), and a compressed body cannot be read.
  headers.push('Accept-Encoding', 'identity');
  try {
    const limit = attemptLimit(clock, limitAt);
    const reply = await transport.post(origin, { path: call.path, headers, body: form }, limit);
    return readOutcome(call, reply);
  } catch (error) {
    if (!(error instanceof NoReply)) throw error;
    const { hostAtFault, message: problem } = error;
    return { kind: 'unknown', hostAtFault, problem, cause: error };
  }
}
