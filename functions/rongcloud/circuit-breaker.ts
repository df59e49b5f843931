import type { Deps } from '../platform/deps.ts';

/** It opens after this many failures in a row, or when half of the last 20 calls failed. */
const failuresInARow = 5;
const windowCalls = 20;
const failuresInWindow = windowCalls / 2;

/** While open, one call in this time goes through to see whether RongCloud is back. */
const probeEveryMs = 5_000;

export interface CircuitBreaker {
  /** 0 where a call may go through; else how many milliseconds to wait. */
  waitMs(): number;
  /** What a call that went through found. */
  record(found: SignOfLife): void;
}

export type SignOfLife = 'alive' | 'dead' | 'unclear';

/** Spares callers the wait for an upstream that is known not to answer, and spares the upstream the calls. */
export function circuitBreaker({ clock, output }: Pick<Deps, 'clock' | 'output'>): CircuitBreaker {
  let recent: boolean[] = [];
  let inARow = 0;
  let openedAt: number | undefined;
  let nextProbeAt = 0;
  const isTripped = () =>
    inARow >= failuresInARow ||
    (recent.length === windowCalls && recent.filter(Boolean).length >= failuresInWindow);
  return {
    waitMs: () => {
      const now = clock.now();
      if (openedAt === undefined) return 0;
      if (now < nextProbeAt) return nextProbeAt - now;
      nextProbeAt = now + probeEveryMs;
      return 0;
    },
    record: (found) => {
      if (found === 'unclear') return;
      const hasFailed = found === 'dead';
      inARow = hasFailed ? inARow + 1 : 0;
      recent = [...recent, hasFailed].slice(-windowCalls);
      if (openedAt === undefined && hasFailed && isTripped()) {
        openedAt = clock.now();
        nextProbeAt = openedAt + probeEveryMs;
        output('error', { event: 'rongcloud-circuit-opened' });
      } else if (openedAt !== undefined && !hasFailed) {
        output('info', { event: 'rongcloud-circuit-closed', openMs: clock.now() - openedAt });
        openedAt = undefined;
        recent = [];
      }
    },
  };
}
