import type { Clock } from './runtime.ts';

export const pause = (clock: Clock, ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

/** Settles as `promise` does, or rejects with what `late` makes at `limitAt`; the promise itself goes on. */
export function before<T>(clock: Clock, limitAt: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(limitAt - clock.now(), () => reject(late()));
    promise.then(resolve, reject).finally(callOff);
  });
}
