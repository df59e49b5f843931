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
  cancel: () => void;
}

/** A clock that can be moved forward, on top of a system clock or a test's clock. */
export function movableClock(base: Clock = systemClock) {
  let aheadMs = 0;
  const timers = new Set<Timer>();
  const now = () => base.now() + aheadMs;
  const moveTo = (time: number) => {
    aheadMs += Math.max(0, time - now());
  };
  const remove = (timer: Timer) => {
    timers.delete(timer);
    timer.cancel();
  };
  const start = (timer: Timer) => {
    timer.cancel = base.after(Math.max(0, timer.dueAt - now()), () => {
      timers.delete(timer);
      timer.run();
    });
  };

  return {
    now,
    after: (delayMs: number, run: () => void) => {
      const timer: Timer = { dueAt: now() + delayMs, run, cancel: () => {} };
      timers.add(timer);
      start(timer);
      return () => remove(timer);
    },
    /** Moves forward by `ms`; timers that fall due run at once, in the order of their time. */
    advance: (ms: number): void => {
      const until = now() + ms;
      for (let timer = earliest(timers, until); timer !== undefined; timer = earliest(timers, until)) {
        remove(timer);
        moveTo(timer.dueAt);
        timer.run();
      }
      moveTo(until);
      for (const timer of timers) {
        timer.cancel();
        start(timer);
      }
    },
    /** Cancels every timer. */
    stop: (): void => {
      for (const timer of timers) remove(timer);
    },
  };
}

const earliest = (timers: ReadonlySet<Timer>, until: number): Timer | undefined =>
  [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];

export type MovableClock = ReturnType<typeof movableClock>;
