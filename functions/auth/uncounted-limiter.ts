import type { Clock } from '../platform/deps.ts';

/** Attempts per user and minute that each environment allows while the counters cannot be reached. */
const maxInAMinute = 5;
const minuteMs = 60_000;
/** Max users in memory; above it, the oldest one is dropped. */
const maxUsers = 1_000;

/** Replaces the counters while their table cannot be reached, in this process's memory. */
export function uncountedLimiter(clock: Clock) {
  const attempts = new Map<string, readonly number[]>();
  const recent = (user: string) =>
    (attempts.get(user) ?? []).filter((attemptAt) => attemptAt > clock.now() - minuteMs);
  return {
    /** How long until an attempt on the user is allowed; 0 if it is allowed now. */
    msUntilAllowed: (user: string): number => {
      const [first = 0, ...others] = recent(user).slice(-maxInAMinute);
      return others.length + 1 < maxInAMinute ? 0 : first + minuteMs - clock.now();
    },
    count: (user: string): void => {
      const [oldest] = attempts.keys();
      if (attempts.size >= maxUsers && oldest !== undefined) attempts.delete(oldest);
      attempts.set(user, [...recent(user), clock.now()]);
    },
    clear: (user: string): void => {
      attempts.delete(user);
    },
  };
}
