/** Time as the emulator sees it: the same shape as the product's clock, so that one test clock drives both. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs something once, `delayMs` from now, and returns what calls it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** A clock that can also be pushed forward, on top of one that runs by itself or that a test moves. */
export interface MovableClock extends Clock {
  /** Moves on by `ms`: what falls due in between runs at once, in the order of its time. */
  advance(ms: number): void;
  /** Calls off everything that waits. */
  stop(): void;
}

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
  callOff: () => void;
}

export function movableClock(base: Clock = systemClock): MovableClock {
  let aheadMs = 0;
  const timers = new Set<Timer>();
  const now = () => base.now() + aheadMs;

  const wait = (timer: Timer) => {
    timer.callOff = base.after(Math.max(0, timer.dueAt - now()), () => {
      timers.delete(timer);
      timer.run();
    });
  };

  return {
    now,
    after: (delayMs, run) => {
      const timer: Timer = { dueAt: now() + delayMs, run, callOff: () => {} };
      timers.add(timer);
      wait(timer);
      return () => {
        timers.delete(timer);
        timer.callOff();
      };
    },
    advance: (ms) => {
      const until = now() + ms;
      for (let timer = earliest(timers, until); timer !== undefined; timer = earliest(timers, until)) {
        timers.delete(timer);
        timer.callOff();
        aheadMs += Math.max(0, timer.dueAt - now());
        timer.run();
      }
      aheadMs += Math.max(0, until - now());
      for (const timer of timers) {
        timer.callOff();
        wait(timer);
      }
    },
    stop: () => {
      for (const timer of timers) timer.callOff();
      timers.clear();
    },
  };
}

function earliest(timers: ReadonlySet<Timer>, until: number): Timer | undefined {
  let found: Timer | undefined;
  for (const timer of timers) {
    if (timer.dueAt <= until && (found === undefined || timer.dueAt < found.dueAt)) found = timer;
  }
  return found;
}
