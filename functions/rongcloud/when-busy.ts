import { Failure } from '../contract/failure.ts';
import type { Deps } from '../platform/deps.ts';
import { jitterMs, pause } from '../platform/timers.ts';

/** What the next attempt needs of the time that is left. */
const attemptMs = 500;

/** On top of what RongCloud asks for: callers it turned away in one second come back spread over this. */
const spreadMs = 500;

function askedMsAfter(error: unknown): number | undefined {
  if (!(error instanceof Failure) || error.code !== 'UPSTREAM_BUSY') return undefined;
  const { retryAfterSeconds } = error.details;
  return retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1_000;
}

/**
 * Makes a call again where RongCloud was at its rate limit, which it counts by the second, as long as the
 * deadline allows: a class that comes at once gets in a few seconds later, rather than not at all.
 */
export async function waitingWhenBusy<T>(
  { clock, randomBytes }: Pick<Deps, 'clock' | 'randomBytes'>,
  deadlineAt: number,
  call: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const askedMs = askedMsAfter(error);
      if (askedMs === undefined) throw error;
      const waitMs = jitterMs(randomBytes, { least: askedMs, most: askedMs + spreadMs });
      if (clock.now() + waitMs + attemptMs > deadlineAt) throw error;
      await pause(clock, waitMs);
    }
  }
}
