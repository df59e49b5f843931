import type { Clock, Runtime } from '../runtime.ts';

/** A moment on the clock by which something must have happened. */
export interface TimeLimit {
  readonly at: number;
  /** Whether the caller's own limit came first, so that reaching this one says nothing about the other side. */
  readonly curtailed: boolean;
}

/** `ms` from now, but never later than `latestAt`. */
export function timeLimit(clock: Clock, ms: number, latestAt: number): TimeLimit {
  const at = clock.now() + ms;
  return at <= latestAt ? { at, curtailed: false } : { at: latestAt, curtailed: true };
}

/** Settles as `promise` does, or rejects with what `late` makes at `limitAt`; the promise itself goes on. */
export function before<T>(clock: Clock, limitAt: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(limitAt - clock.now(), () => reject(late()));
    promise.then(resolve, reject).finally(callOff);
  });
}

export const pause = (clock: Clock, ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

/** A length of a pause, so that those who wait for the same thing do not come back together. */
export function drawMs(
  randomBytes: Runtime['randomBytes'],
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const share = randomBytes(2).readUInt16BE() / 0xffff;
  return Math.round(least + share * (most - least));
}
