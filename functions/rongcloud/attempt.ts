import type { Clock, Deps } from '../platform/deps.ts';
import type { AppCredentials } from './app-credentials.ts';
import type { Call } from './call.ts';
import { NoReply } from './no-reply.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { signedHeaders } from './signature.ts';
import { timeLimit } from './time-limit.ts';
import type { Transport } from './transport.ts';
import type { UpstreamTime } from './upstream-time.ts';

/** From taking a connection to the last byte of the answer. */
const attemptLimitMs = 2_500;

/** 18 hexadecimal digits, the most that RongCloud documents. Source: docs.rongcloud.io/platform-chat-api/auth. */
const nonceBytes = 9;

export interface Attempt<T> {
  readonly call: Call<T>;
  readonly form: string;
  readonly origin: string;
  readonly credentials: AppCredentials;
  /** When the whole call must have ended. */
  readonly limitAt: number;
}

export interface Attempted<T> {
  readonly outcome: Outcome<T>;
  /** The `Date` header of the reply. */
  readonly date?: unknown;
}

/** What an attempt is made with. */
export interface Means {
  readonly clock: Clock;
  readonly randomBytes: Deps['randomBytes'];
  readonly transport: Transport;
  readonly time: UpstreamTime;
}

/** Sends a call once, with a nonce and a timestamp of its own. */
export async function attempt<T>(
  means: Means,
  { call, form, origin, ...rest }: Attempt<T>,
): Promise<Attempted<T>> {
  const { clock, randomBytes, transport, time } = means;
  const timestamp = String(clock.now() + time.skewMs());
  const nonce = randomBytes(nonceBytes).toString('hex');
  const headers = signedHeaders(rest.credentials, nonce, timestamp);
  // RFC 9110: without Accept-Encoding a server may choose any coding.
  headers.push('Content-Type', 'application/x-www-form-urlencoded', 'Accept-Encoding', 'identity');
  try {
    const limit = timeLimit(clock, attemptLimitMs, rest.limitAt);
    const reply = await transport.post(origin, { path: call.path, headers, body: form }, limit);
    return { outcome: readOutcome(call, reply), date: reply.headers.date };
  } catch (error) {
    if (!(error instanceof NoReply)) throw error;
    const { hostAtFault, message: problem } = error;
    return { outcome: { kind: 'unknown', hostAtFault, problem, cause: error } };
  }
}
