import * as z from 'zod/mini';

export interface Call<T> {
  readonly path: `/${string}.json`;
  /** The fields of a success beside `code`. */
  readonly reply: () => z.ZodMiniType<T>;
  /** Not retried if the outcome is unknown: a message would arrive twice. */
  readonly isSentOnce?: true;
}

/**
 * Describes a call. The schema is made when it is first needed. Uses are marked as pure, so that a bundle includes
 * only the calls that it makes.
 */
export function defineCall<T = unknown>(
  path: Call<T>['path'],
  reply: () => z.ZodMiniType<T> = () => z.any(),
): Call<T> {
  let schema: z.ZodMiniType<T> | undefined;
  return {
    path,
    reply: () => {
      schema ??= reply();
      return schema;
    },
  };
}

/** Some of RongCloud's servers write numbers as text. */
export const wholeNumber = () =>
  z.pipe(
    z.union([z.int(), z.string().check(z.regex(/^\d{1,15}$/))]),
    z.transform((value: number | string) => Number(value)),
  );

/** A call's name in the log, such as `user/getToken`. */
export const callName = ({ path }: Pick<Call<unknown>, 'path'>) => path.slice(1, -'.json'.length);

/** Splits a list into parts of at most `maxLength` and makes one call for each part, one after the other. */
export async function inBatches<T>(
  list: readonly T[],
  maxLength: number,
  callWith: (batch: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < list.length; start += maxLength) {
    await callWith(list.slice(start, start + maxLength));
  }
}

/**
 * The parameters of a call. A list repeats its parameter; undefined ones are left out. RongCloud's chatroom id is ours
 * in decimal digits: the app's SDK joins with it.
 */
export type Form = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export function encodeForm(form: Form): string {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) encoded.append(name, String(one));
  }
  return encoded.toString();
}
