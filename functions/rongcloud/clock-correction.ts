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
  private uselessMs = Number.NaN;

  constructor(deps: Pick<Deps, 'clock' | 'output'>) {
    this.deps = deps;
  }

  /** Adopts the time in the reply that refused a signature. Returns false if that would change nothing. */
  adopt(date: string | undefined): boolean {
    const measuredMs = Date.parse(date ?? '') - this.deps.clock.now();
    const correctionMs = areClose(measuredMs, 0) ? 0 : measuredMs;
    const isSound = Math.abs(measuredMs) <= maxCorrectionMs;
    if (!isSound || areClose(correctionMs, this.uselessMs) || areClose(correctionMs, this.ms)) return false;
    this.ms = correctionMs;
    return true;
  }

  /** After the attempt that `adopt` asked for. @param isAccepted the signature; undefined if RongCloud did not reply. */
  settle(isAccepted: boolean | undefined): void {
    if (isAccepted) {
      const skewSeconds = Math.round(this.ms / 1_000);
      this.deps.output('warn', { event: 'rongcloud-clock-skew', skewSeconds });
      return;
    }
    if (isAccepted === false) this.uselessMs = this.ms;
    this.ms = 0;
  }
}
