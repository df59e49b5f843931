import type { Clock, Runtime } from './runtime.ts';

export const pause = (clock: Clock, ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

/** Settles as `promise` does, or rejects with what `late` makes at `limitAt`; the promise itself goes on. */
export function before<T>(clock: Clock, limitAt: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(limitAt - clock.now(), () => reject(late()));
    promise.then(resolve, reject).finally(callOff);
  });
}

/** A length of a pause, so that those who wait for the same thing do not come back together. */
export function drawMs(
  randomBytes: Runtime['randomBytes'],
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const share = randomBytes(2).readUInt16BE() / 0xffff;
  return Math.round(least + share * (most - least));
}
