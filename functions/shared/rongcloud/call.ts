import * as z from 'zod/mini';

/** One of RongCloud's calls. */
export interface Call<T> {
  /** For example `/user/getToken.json`. */
  readonly path: `/${string}.json`;
  /** What the body of a success holds beside `code`. */
  readonly reply: z.ZodMiniType<T>;
  /** Whether a second one does no more than the first, so that it may be sent again when none was answered. */
  readonly safeToRepeat: boolean;
  /** Codes beside 200 by which this call tells a success. */
  readonly alsoSuccess?: readonly number[];
}

/**
 * A call that may be repeated and whose success says nothing more.
 * @__NO_SIDE_EFFECTS__
 */
export const plainCall = (path: Call<unknown>['path']): Call<unknown> => ({
  path,
  reply: z.object({}),
  safeToRepeat: true,
});

/** Makes a call for each part of a list that RongCloud limits, one after the other; none for an empty list. */
export async function inBatches<T>(
  list: readonly T[],
  greatestLength: number,
  callWith: (batch: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < list.length; start += greatestLength) {
    await callWith(list.slice(start, start + greatestLength));
  }
}
