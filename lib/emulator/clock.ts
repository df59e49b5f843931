/** The shape of the product's clock, so that one test clock drives both. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs a function once, `delayMs` from now; returns the function that cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/** Node's timers run at once for a longer delay. */
export const maxTimerMs = 2 ** 31 - 1;

const systemClock: Clock = {
  now: Date.now,
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A clock that can be moved forward, on top of a system clock or a test's clock. */
export function movableClock(base: Clock = systemClock) {
  let aheadMs = 0;
  let cancelWait = () => {};
  const timers = new Set<{ readonly dueAt: number; readonly run: () => void }>();
  const now = () => base.now() + aheadMs;
  /** Of two that are due at the same time, the one that was added first. */
  const earliest = () => [...timers].sort((one, other) => one.dueAt - other.dueAt)[0];
  const wait = () => {
    cancelWait();
    const next = earliest();
    cancelWait = next ? base.after(Math.max(0, next.dueAt - now()), () => runUntil(now())) : () => {};
  };
  const runUntil = (until: number) => {
    for (let next = earliest(); next && next.dueAt <= until; next = earliest()) {
      timers.delete(next);
      aheadMs += Math.max(0, next.dueAt - now());
      next.run();
    }
    aheadMs += Math.max(0, until - now());
    wait();
  };
  return {
    now,
    after: (delayMs: number, run: () => void) => {
      const timer = { dueAt: now() + delayMs, run };
      timers.add(timer);
      wait();
      return () => {
        if (timers.delete(timer)) wait();
      };
    },
    /** Moves forward by `ms`; timers that fall due run at once, in the order of their time. */
    advance: (ms: number): void => runUntil(now() + ms),
    /** Cancels every timer. */
    stop: (): void => {
      timers.clear();
      wait();
    },
  };
}

export type MovableClock = ReturnType<typeof movableClock>;
