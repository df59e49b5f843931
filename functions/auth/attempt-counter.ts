import type { AttemptCounter } from './login-store.ts';

/**
 * A time over which failures are summed. A counter holds a number for each stretch of it in which there were any,
 * under a name such as `m29460120` (a minute) or `h491002` (an hour). Adding to a stretch needs no read before it, so
 * no attempt is lost however many come at once.
 */
export interface Window {
  readonly letter: 'm' | 'h';
  readonly stretchMs: number;
  readonly lengthMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const quarterHour: Window = { letter: 'm', stretchMs: minuteMs, lengthMs: 15 * minuteMs };
export const day: Window = { letter: 'h', stretchMs: hourMs, lengthMs: 24 * hourMs };
const windows = [quarterHour, day] as const;

/** The name of the stretch that a moment, in milliseconds since the epoch, lies in. */
export const stretchAt = ({ letter, stretchMs }: Window, at: number) =>
  `${letter}${Math.floor(at / stretchMs)}`;

interface Stretch {
  readonly name: string;
  /** Never below 0: what is taken back may find that a login which succeeded has cleared its stretch. */
  readonly failures: number;
  /** From here on it is older than the window. */
  readonly leavesAt: number;
}

function stretchesOf(counter: AttemptCounter, { letter, stretchMs, lengthMs }: Window): Stretch[] {
  return Object.entries(counter)
    .filter(([name]) => name.startsWith(letter) && /^\d+$/.test(name.slice(1)))
    .map(([name, failures]) => ({
      name,
      failures: Math.max(0, failures),
      leavesAt: (Number(name.slice(1)) + 1) * stretchMs + lengthMs,
    }));
}

/** How many failed within the window. A stretch counts whole until all of it is past, so the sum is never too low. */
export const failuresWithin = (counter: AttemptCounter, window: Window, now: number) =>
  stretchesOf(counter, window)
    .filter(({ leavesAt }) => leavesAt > now)
    .reduce((sum, { failures }) => sum + failures, 0);

/** How long until fewer than `most` lie within the window, if no more are added. */
export function msUntilBelow(
  counter: AttemptCounter,
  window: Window,
  { most, now }: { most: number; now: number },
) {
  let failures = failuresWithin(counter, window, now);
  if (failures < most) return 0;
  const leaving = stretchesOf(counter, window)
    .filter(({ leavesAt }) => leavesAt > now)
    .sort((a, b) => a.leavesAt - b.leavesAt);
  for (const stretch of leaving) {
    failures -= stretch.failures;
    if (failures < most) return stretch.leavesAt - now;
  }
  return 0;
}

/** The names of the stretches that count no more, for the next write to take away. */
export const pastStretches = (counter: AttemptCounter, now: number): string[] =>
  windows.flatMap((window) =>
    stretchesOf(counter, window)
      .filter(({ leavesAt }) => leavesAt <= now)
      .map(({ name }) => name),
  );

/** The names of the stretches of one window that are there. */
export const stretchNames = (counter: AttemptCounter, window: Window): string[] =>
  stretchesOf(counter, window).map(({ name }) => name);
