import type { Begun } from './requests.ts';

/** A call's effect on the table comes at most this long after its beginning. */
export const slackMs = 15_000;

export interface Known<T> {
  readonly value: T;
  /** The step of the history since which it is known. */
  readonly step: number;
}

/** How a call that changes a setting ended: with this value, without effect, or not known. */
export type Ended<T> = { readonly value: T } | 'refused' | 'unclear';

/**
 * A setting as its callers know it. Its value is known after a call that met no other call of the same setting, and no
 * call with an unclear outcome shortly before.
 */
export function lastSetting<T>(initial: T, now: () => number) {
  let known: Known<T> | undefined = { value: initial, step: 0 };
  let unclearUntil = 0;
  let open: readonly Begun[] = [];
  const met = new WeakSet<Begun>();
  const before = new WeakMap<Begun, Known<T>>();
  return {
    begin: (call: Begun): void => {
      // A call of a killed process never ends.
      open = open.filter(({ at }) => now() - at < slackMs);
      for (const other of open) met.add(other).add(call);
      open = [...open, call];
      if (known !== undefined) before.set(call, known);
      known = undefined;
    },
    end: (call: Begun, step: number, ended: Ended<T>): void => {
      open = open.filter((one) => one !== call);
      if (ended === 'unclear') unclearUntil = now() + slackMs;
      else if (!met.has(call) && call.at >= unclearUntil)
        known = ended === 'refused' ? before.get(call) : { value: ended.value, step };
    },
    known: () => known,
    /** The knowledge at the start of the call. */
    knownBefore: (call: Begun) => before.get(call),
    hasMet: (call: Begun) => met.has(call),
    forget: () => {
      known = undefined;
    },
  };
}

export type LastSetting<T> = ReturnType<typeof lastSetting<T>>;
