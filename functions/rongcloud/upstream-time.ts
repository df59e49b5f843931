import type { Deps } from '../platform/deps.ts';

/** A difference up to this is left alone: `Date` counts whole seconds, and a reply takes time to arrive. */
const toleratedMs = 60_000;

/** No clock of a server is wrong by more; a `Date` that far off was not set by RongCloud. */
const maxSkewMs = 2 * 24 * 60 * 60_000;

/** After a correction that did not help, none is tried for this long, so that a new secret gets its turn. */
const noCorrectionMs = 10 * 60_000;

export interface UpstreamTime {
  /** By how much timestamps are corrected. */
  skewMs(): number;
  /** After a refused signature: corrects by the `Date` header of the refusal. @returns whether that changed anything */
  correct(date: unknown): boolean;
  /** The corrected call was refused too. */
  drop(): void;
}

/** Keeps signatures timely where our own clock is wrong. */
export function upstreamTime({ clock, output }: Pick<Deps, 'clock' | 'output'>): UpstreamTime {
  let skewMs = 0;
  let noneUntil = Number.NEGATIVE_INFINITY;
  return {
    skewMs: () => skewMs,
    correct: (date) => {
      const measuredMs = typeof date === 'string' ? Date.parse(date) - clock.now() : Number.NaN;
      if (!(Math.abs(measuredMs) <= maxSkewMs) || clock.now() < noneUntil) return false;
      if (Math.abs(measuredMs - skewMs) <= toleratedMs) return false;
      skewMs = Math.abs(measuredMs) <= toleratedMs ? 0 : measuredMs;
      output('warn', { event: 'rongcloud-clock-skew', skewSeconds: Math.round(skewMs / 1_000) });
      return true;
    },
    drop: () => {
      skewMs = 0;
      noneUntil = clock.now() + noCorrectionMs;
    },
  };
}
