import type { Scheduler } from 'fast-check';
import type { SimulatedClock } from './clock.ts';

/** Lets all ready promises settle: they do so before the next turn of the event loop. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface Driver {
  /** Waits until the scheduler lets this call through: between two of them, any other may come first. */
  passThrough(label: string): Promise<void>;
  /** Lets so many of the waiting calls through. */
  steps(most: number): Promise<void>;
  /** Lets time go by; whatever can run without waiting for time runs first. */
  passTime(ms: number): Promise<void>;
  /** Lets calls through, and time go by as it must, until it holds. */
  until(holds: () => boolean): Promise<void>;
}

/** Far more than any request waits for; a promise that nothing will settle is a fault of harness or product. */
const maxTimers = 10_000;

export function createDriver(scheduler: Scheduler, clock: SimulatedClock): Driver {
  /** Every call takes a millisecond: two of them never happen at once. */
  const letOneThrough = async () => {
    await scheduler.waitOne();
    const due = clock.nextDueAt();
    if (due !== undefined && due <= clock.now() + 1) clock.runNext();
    else clock.goTo(clock.now() + 1);
  };
  const runAll = async (isEnough: () => boolean = () => false) => {
    for (;;) {
      await turn();
      if (scheduler.count() === 0 || isEnough()) return;
      await letOneThrough();
    }
  };
  return {
    passThrough: (label) => scheduler.schedule(Promise.resolve(), label),
    steps: async (most) => {
      for (let step = 0; step < most; step += 1) {
        await turn();
        if (scheduler.count() === 0) return;
        await letOneThrough();
      }
      await turn();
    },
    passTime: async (ms) => {
      const until = clock.now() + ms;
      await runAll();
      for (let due = clock.nextDueAt(); due !== undefined && due <= until; due = clock.nextDueAt()) {
        clock.runNext();
        await runAll();
      }
      clock.goTo(until);
    },
    until: async (holds) => {
      for (let timers = 0; timers < maxTimers; timers += 1) {
        await runAll(holds);
        if (holds()) return;
        if (clock.nextDueAt() === undefined) break;
        clock.runNext();
      }
      throw new Error('something is waited for that will never happen');
    },
  };
}
