import type { Runtime } from '../runtime.ts';
import type { AppCredentials } from './app-credentials.ts';
import type { Call } from './call.ts';
import { NoReply } from './connection.ts';
import type { Connections } from './connections.ts';
import { nonce } from './nonce.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { signedHeaders } from './signature.ts';
import { timeLimit } from './time-limit.ts';
import type { UpstreamTime } from './upstream-time.ts';

/** From taking a connection to the last byte of the answer. */
const attemptLimitMs = 2_500;

/** A call that must not be made twice takes no connection that the host may be about to close. */
const greatestIdleMs = { safeToRepeat: Number.POSITIVE_INFINITY, once: 5_000 };

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

interface Means {
  readonly runtime: Runtime;
  readonly connections: Connections;
  readonly time: UpstreamTime;
}

/** Sends a call once, with a nonce and a timestamp of its own. */
export async function attempt<T>(
  means: Means,
  { call, form, origin, ...rest }: Attempt<T>,
): Promise<Attempted<T>> {
  const { runtime, connections, time } = means;
  const skewMs = time.skewMs();
  const timestamp = String(runtime.clock.now() + skewMs);
  const headers = signedHeaders(rest.credentials, nonce(runtime.randomBytes), timestamp);
  headers.push('Content-Type', 'application/x-www-form-urlencoded');
  try {
    const reply = await connections.post({
      origin,
      message: { path: call.path, headers, body: form },
      limit: timeLimit(runtime.clock, attemptLimitMs, rest.limitAt),
      greatestIdleMs: call.safeToRepeat ? greatestIdleMs.safeToRepeat : greatestIdleMs.once,
    });
    time.learn(reply.headers.date);
    return { outcome: readOutcome(call, reply), isMistimed: time.skewMs() !== skewMs };
  } catch (error) {
    if (!(error instanceof NoReply)) throw error;
    const { sent, hostAtFault } = error;
    return { outcome: { kind: 'unknown', sent, hostAtFault, cause: error }, isMistimed: false };
  }
}
