import { Failure } from '../failure.ts';
import type { Clock } from '../runtime.ts';
import { pause } from '../waiting.ts';

/** What the next attempt needs of the time that is left. */
const attemptMs = 500;

function waitMsAfter(error: unknown): number | undefined {
  if (!(error instanceof Failure) || error.code !== 'UPSTREAM_BUSY') return undefined;
  const { retryAfterSeconds } = error.details;
  return retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1_000;
}

/**
 * Makes a call again where RongCloud was at its rate limit, which it counts by the second, as long as the
 * deadline allows: a class that comes at once gets in a few seconds later, rather than not at all.
 */
export async function waitingWhenBusy<T>(
  clock: Clock,
  deadlineAt: number,
  call: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const waitMs = waitMsAfter(error);
      if (waitMs === undefined || clock.now() + waitMs + attemptMs > deadlineAt) throw error;
      await pause(clock, waitMs);
    }
  }
}
