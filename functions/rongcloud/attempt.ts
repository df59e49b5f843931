import type { Clock } from '../platform/deps.ts';
import type { AppCredentials } from './app-credentials.ts';
import type { Call } from './call.ts';
import { NoReply } from './connection.ts';
import type { Connections } from './connections.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { signedHeaders } from './signature.ts';
import { timeLimit } from './time-limit.ts';
import type { UpstreamTime } from './upstream-time.ts';

/** From taking a connection to the last byte of the answer. */
const attemptLimitMs = 2_500;

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
  /** Whether our clock has turned out wrong since this attempt was signed. */
  readonly isMistimed: boolean;
}

/** What an attempt is made with. */
export interface Means {
  readonly clock: Clock;
  readonly nonce: () => string;
  readonly connections: Connections;
  readonly time: UpstreamTime;
}

/** Sends a call once, with a nonce and a timestamp of its own. */
export async function attempt<T>(
  means: Means,
  { call, form, origin, ...rest }: Attempt<T>,
): Promise<Attempted<T>> {
  const { clock, nonce, connections, time } = means;
  const skewMs = time.skewMs();
  const timestamp = String(clock.now() + skewMs);
  const headers = signedHeaders(rest.credentials, nonce(), timestamp);
  headers.push('Content-Type', 'application/x-www-form-urlencoded');
  try {
    const reply = await connections.post({
      origin,
      message: { path: call.path, headers, body: form },
      limit: timeLimit(clock, attemptLimitMs, rest.limitAt),
    });
    time.learn(reply.headers.date);
    return { outcome: readOutcome(call, reply), isMistimed: time.skewMs() !== skewMs };
  } catch (error) {
    if (!(error instanceof NoReply)) throw error;
    const { sent, hostAtFault, message: problem } = error;
    return { outcome: { kind: 'unknown', sent, hostAtFault, problem, cause: error }, isMistimed: false };
  }
}
