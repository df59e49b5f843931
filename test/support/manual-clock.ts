import type { Clock } from '../../functions/platform/deps.ts';

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
}

/** A clock that only a test moves. */
export interface ManualClock extends Clock {
  /** Moves forward by `ms`, runs due timers in order, and lets their promises settle in between. */
  advance(ms: number): Promise<void>;
  /** How many timers are waiting. */
  readonly pending: number;
  /** Milliseconds until the next timer; undefined if there is none. */
  readonly nextDueInMs: number | undefined;
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export function manualClock(startAt = Date.UTC(2026, 0, 5, 2, 0, 0)): ManualClock {
  let now = startAt;
  const timers = new Set<Timer>();
  const nextDue = (until: number) =>
    [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
  return {
    now: () => now,
    after: (delayMs, run) => {
      const timer = { dueAt: now + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.dueAt);
        timer.run();
        await settle();
      }
      now = until;
      await settle();
    },
    get pending() {
      return timers.size;
    },
    get nextDueInMs() {
      const next = nextDue(Number.POSITIVE_INFINITY);
      return next === undefined ? undefined : Math.max(0, next.dueAt - now);
    },
  };
}
