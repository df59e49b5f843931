import type { Clock, Deps } from './deps.ts';

export const pause = (clock: Clock, ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

/** Settles as `promise` does, or rejects at `limitAt` with the error of `late`; the promise itself continues. */
export function withDeadline<T>(
  clock: Clock,
  limitAt: number,
  promise: Promise<T>,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitAt - clock.now(), () => reject(late()));
    promise.then(resolve, reject).finally(cancel);
  });
}

export interface PauseRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** A random pause, so that callers who failed together do not come back together. */
export function jitterMs(randomBytes: Deps['randomBytes'], { minMs, maxMs }: PauseRange): number {
  const share = randomBytes(2).readUInt16BE() / 0xffff;
  return Math.round(minMs + share * (maxMs - minMs));
}
