import type { Clock } from '../../../functions/platform/deps.ts';

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
}

/** A clock on which time passes only from one timer to the next; who drives it says when. */
export interface SimulatedClock extends Clock {
  /** Undefined where nothing waits. */
  nextDueAt(): number | undefined;
  /** Goes to the next timer and runs it. */
  runNext(): void;
  /** Goes on to a moment before which no timer is due. */
  goTo(moment: number): void;
}

const byTime = (a: Timer, b: Timer) => a.dueAt - b.dueAt;

export function simulatedClock(startAt: number): SimulatedClock {
  let now = startAt;
  const timers: Timer[] = [];
  return {
    now: () => now,
    after: (delayMs, run) => {
      const timer = { dueAt: now + Math.max(0, delayMs), run };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
    nextDueAt: () => timers.sort(byTime)[0]?.dueAt,
    runNext: () => {
      const timer = timers.sort(byTime).shift();
      if (timer === undefined) return;
      now = Math.max(now, timer.dueAt);
      timer.run();
    },
    goTo: (moment) => {
      now = Math.max(now, moment);
    },
  };
}
