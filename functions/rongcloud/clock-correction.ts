import type { Deps } from '../platform/deps.ts';

/** A smaller difference is ignored: `Date` counts whole seconds, and a reply takes time to arrive. */
const toleranceMs = 60_000;

/** A `Date` that differs by more is wrong itself. */
const maxCorrectionMs = 48 * 60 * 60_000;

const areClose = (one: number, other: number) => Math.abs(one - other) <= toleranceMs;

/** Signs with RongCloud's time after RongCloud refused a signature that was made with ours. */
export class ClockCorrection {
  /** Added to our time in every signature. */
  ms = 0;
  private readonly deps: Pick<Deps, 'clock' | 'output'>;
  /** A correction that RongCloud refused as well. */
  private uselessMs: number | undefined;

  constructor(deps: Pick<Deps, 'clock' | 'output'>) {
    this.deps = deps;
  }

  /** Adopts the time in the reply that refused a signature. Returns false if that would change nothing. */
  adopt(date: unknown): boolean {
    const measuredMs = typeof date === 'string' ? Date.parse(date) - this.deps.clock.now() : Number.NaN;
    if (Number.isNaN(measuredMs) || Math.abs(measuredMs) > maxCorrectionMs) return false;
    const correctionMs = areClose(measuredMs, 0) ? 0 : measuredMs;
    const isUseless = this.uselessMs !== undefined && areClose(correctionMs, this.uselessMs);
    if (isUseless || areClose(correctionMs, this.ms)) return false;
    this.ms = correctionMs;
    return true;
  }

  /** Ends the attempt that `adopt` asked for: keeps the correction only if RongCloud accepted the signature. */
  settle(result: 'accepted' | 'refused' | 'unknown'): void {
    if (result === 'accepted') {
      const skewSeconds = Math.round(this.ms / 1_000);
      this.deps.output('warn', { event: 'rongcloud-clock-skew', skewSeconds });
      return;
    }
    if (result === 'refused') this.uselessMs = this.ms;
    this.ms = 0;
  }
}
