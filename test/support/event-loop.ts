import { performance } from 'node:perf_hooks';
import type { ManualClock } from './manual-clock.ts';

/**
 * Turns of the event loop without an event that count as idle: work in memory may take a few turns between two events.
 */
const quietTurns = 25;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const events = () => performance.nodeTiming.uvMetricsInfo.events;
const isResolvingName = () => process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');

/**
 * Resolves when this process is idle: everything waits for a clock that the test moves. Works only if both ends of every
 * connection are in this process, and no work is in other threads.
 */
export async function untilIdle(): Promise<void> {
  for (let quiet = 0, before = events(); quiet < quietTurns; ) {
    await turn();
    const now = events();
    quiet = now === before && !isResolvingName() ? quiet + 1 : 0;
    before = now;
  }
}

/** By clock, its last move: only one of several waiting calls moves it at a time. */
const moves = new WeakMap<ManualClock, Promise<void>>();

/** Whenever nothing runs, moves the clock to the next timer, until the work ends. */
export async function lettingTimePass<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  work.then(done, done);
  const move = async () => {
    await untilIdle();
    if (isDone) return;
    if (clock.nextDueInMs === undefined) throw new Error('work that waits for nothing');
    await clock.advance(clock.nextDueInMs);
  };
  while (!isDone) {
    const next = (moves.get(clock) ?? Promise.resolve()).then(move);
    moves.set(clock, next);
    await next;
  }
  return await work;
}
