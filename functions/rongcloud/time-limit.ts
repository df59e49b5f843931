import type { Clock } from '../platform/deps.ts';

/** A time by which something must have ended. */
export interface TimeLimit {
  readonly at: number;
  /** Whether the caller's own deadline comes first: reaching it then says nothing about the host. */
  readonly isCallersDeadline: boolean;
}

/** `ms` from now, but never later than the caller's `deadlineAt`. */
export function timeLimit(clock: Clock, ms: number, deadlineAt: number): TimeLimit {
  const at = clock.now() + ms;
  return at <= deadlineAt ? { at, isCallersDeadline: false } : { at: deadlineAt, isCallersDeadline: true };
}
