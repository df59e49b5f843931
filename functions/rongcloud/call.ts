import * as z from 'zod/mini';

interface CallOptions {
  /** Whether a second one does no more than the first, so that it may be sent again when none was answered. */
  readonly safeToRepeat: boolean;
  /** Codes beside 200 by which this call tells a success. */
  readonly alsoSuccess: readonly number[];
}

/** One of RongCloud's calls. */
export interface Call<T> extends CallOptions {
  /** For example `/user/getToken.json`. */
  readonly path: `/${string}.json`;
  /** What the body of a success holds beside `code`. */
  readonly reply: () => z.ZodMiniType<T>;
}

/**
 * Describes a call; unless said otherwise, it may be repeated, and its success says nothing more. The schema is made
 * when it is first needed. Uses are marked as pure, so that a bundle holds only the calls that it makes.
 */
export function defineCall<T = unknown>(
  path: Call<T>['path'],
  reply: () => z.ZodMiniType<T> = () => z.any(),
  options: Partial<CallOptions> = {},
): Call<T> {
  let schema: z.ZodMiniType<T> | undefined;
  return {
    path,
    reply: () => {
      schema ??= reply();
      return schema;
    },
    safeToRepeat: true,
    alsoSuccess: [],
    ...options,
  };
}

/** A call's name in the log, such as `user/getToken`. */
export const callName = ({ path }: Pick<Call<unknown>, 'path'>) => path.slice(1, -'.json'.length);

/** Makes a call for each part of a list that RongCloud limits, one after the other; none for an empty list. */
export async function inBatches<T>(
  list: readonly T[],
  maxLength: number,
  callWith: (batch: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < list.length; start += maxLength) {
    await callWith(list.slice(start, start + maxLength));
  }
}
