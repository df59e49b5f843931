import type { Clock } from '../../functions/platform/deps.ts';

const slowness = 4;
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** The system's clock at a quarter of its speed, so that a busy machine meets every timeout of a call. */
export function slowClock(): Clock {
  const startedAt = Date.now();
  return {
    now: () => startedAt + Math.floor((Date.now() - startedAt) / slowness),
    after: (delayMs, run) => {
      const timer = startTimer(run, delayMs * slowness);
      return () => stopTimer(timer);
    },
  };
}
