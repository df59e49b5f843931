import type { Deps } from '../platform/deps.ts';

/** A difference up to this is left alone: `Date` counts whole seconds, and a reply takes time to arrive. */
const toleratedMs = 60_000;

export interface UpstreamTime {
  /** How far RongCloud's clock is ahead of ours. */
  skewMs(): number;
  /** Takes the `Date` header of a reply. */
  learn(date: unknown): void;
}

/** Keeps signatures timely where our own clock is wrong. */
export function upstreamTime({ clock, output }: Pick<Deps, 'clock' | 'output'>): UpstreamTime {
  let skewMs = 0;
  return {
    skewMs: () => skewMs,
    learn: (date) => {
      const measuredMs = typeof date === 'string' ? Date.parse(date) - clock.now() : Number.NaN;
      if (Number.isNaN(measuredMs) || Math.abs(measuredMs - skewMs) <= toleratedMs) return;
      skewMs = Math.abs(measuredMs) <= toleratedMs ? 0 : measuredMs;
      output('warn', { event: 'rongcloud-clock-skew', skewSeconds: Math.round(skewMs / 1_000) });
    },
  };
}
