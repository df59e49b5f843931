import type { Clock } from '../platform/deps.ts';

/** A moment on the clock by which something must have happened. */
export interface TimeLimit {
  readonly at: number;
  /** Whether the caller's own limit came first, so that reaching this one says nothing about the other side. */
  readonly curtailed: boolean;
}

/** `ms` from now, but never later than `latestAt`. */
export function timeLimit(clock: Clock, ms: number, latestAt: number): TimeLimit {
  const at = clock.now() + ms;
  return at <= latestAt ? { at, curtailed: false } : { at: latestAt, curtailed: true };
}
