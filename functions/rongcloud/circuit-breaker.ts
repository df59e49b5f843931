import type { Deps } from '../platform/deps.ts';

/** It opens after this many failures in a row, or when half of the last 20 calls failed. */
const maxFailuresInARow = 5;
const windowCalls = 20;
const maxFailuresInWindow = windowCalls / 2;

/** While it is open, one call in this time goes through to see whether RongCloud is back. */
const probeEveryMs = 5_000;

/** `unclear` if the fault may be ours. */
export type HostState = 'up' | 'down' | 'unclear';

/** Fails calls at once while RongCloud is known to be down. */
export class CircuitBreaker {
  private readonly deps: Pick<Deps, 'clock' | 'output'>;
  /** The last calls, the oldest first; true for a failure. */
  private window: boolean[] = [];
  private openedAt: number | undefined;
  private nextProbeAt = 0;

  constructor(deps: Pick<Deps, 'clock' | 'output'>) {
    this.deps = deps;
  }

  /** Returns 0 if a call may go through, else how many milliseconds to wait. */
  waitMs(): number {
    const now = this.deps.clock.now();
    if (this.openedAt === undefined) return 0;
    if (now < this.nextProbeAt) return this.nextProbeAt - now;
    this.nextProbeAt = now + probeEveryMs;
    return 0;
  }

  record(state: HostState): void {
    if (state === 'unclear') return;
    const hasFailed = state === 'down';
    this.window = [...this.window, hasFailed].slice(-windowCalls);
    if (!hasFailed) this.close();
    else if (this.openedAt === undefined && this.isTripped()) this.open();
  }

  private isTripped() {
    const failuresOfLast = (calls: number) => this.window.slice(-calls).filter(Boolean).length;
    if (failuresOfLast(maxFailuresInARow) === maxFailuresInARow) return true;
    return this.window.length === windowCalls && failuresOfLast(windowCalls) >= maxFailuresInWindow;
  }

  private open() {
    this.openedAt = this.deps.clock.now();
    this.nextProbeAt = this.openedAt + probeEveryMs;
    this.deps.output('error', { event: 'rongcloud-circuit-opened' });
  }

  private close() {
    if (this.openedAt === undefined) return;
    const openMs = this.deps.clock.now() - this.openedAt;
    this.openedAt = undefined;
    this.window = [];
    this.deps.output('info', { event: 'rongcloud-circuit-closed', openMs });
  }
}
