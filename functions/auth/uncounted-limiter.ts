import type { Clock } from '../platform/deps.ts';

/** So many attempts on a user each function instance lets through in a minute while the counters cannot be reached. */
const maxInAMinute = 5;
const minuteMs = 60_000;
/** Users remembered at once; beyond, the one seen first is forgotten. */
const maxUsers = 1_000;

export interface UncountedLimiter {
  /** How long until an attempt on the user is let through; 0 where it may come now. */
  msUntilAllowed(user: string): number;
  count(user: string): void;
  /** Forgets the attempts on a user who has logged in. */
  clear(user: string): void;
}

/** Stands in for the counters while their table cannot be reached, in this process's memory. */
export function uncountedLimiter(clock: Clock): UncountedLimiter {
  const attempts = new Map<string, readonly number[]>();
  const recent = (user: string) =>
    (attempts.get(user) ?? []).filter((attemptAt) => attemptAt > clock.now() - minuteMs);
  return {
    msUntilAllowed: (user) => {
      const [first = 0, ...others] = recent(user).slice(-maxInAMinute);
      return others.length + 1 < maxInAMinute ? 0 : first + minuteMs - clock.now();
    },
    count: (user) => {
      const [oldest] = attempts.keys();
      if (attempts.size >= maxUsers && oldest !== undefined) attempts.delete(oldest);
      attempts.set(user, [...recent(user), clock.now()]);
    },
    clear: (user) => {
      attempts.delete(user);
    },
  };
}
