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

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
}

/** A clock that can be moved forward, on top of a system clock or a test's clock. */
export function movableClock(base: Clock = systemClock) {
  let aheadMs = 0;
  let cancelWait = () => {};
  const timers = new Set<Timer>();
  const now = () => base.now() + aheadMs;
  /** Waits for the earliest timer. */
  const wait = () => {
    cancelWait();
    const next = earliest(timers);
    cancelWait = next ? base.after(Math.max(0, next.dueAt - now()), () => runUntil(now())) : () => {};
  };
  const runUntil = (until: number) => {
    for (let next = earliest(timers); next && next.dueAt <= until; next = earliest(timers)) {
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

function earliest(timers: ReadonlySet<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (first === undefined || timer.dueAt < first.dueAt) first = timer;
  return first;
}

export type MovableClock = ReturnType<typeof movableClock>;
