import { Refusal } from './refusals.ts';

/** Reads one parameter from the form. @throws Refusal if it is missing or out of its limits. */
export interface Parameter<T> {
  read(form: URLSearchParams, name: string): T;
}
/** A parameter for each value that a call reads. */
export type Parameters<V> = { readonly [Name in keyof V]: Parameter<V[Name]> };

/** @throws Refusal for the first parameter that is missing or out of its limits. */
export const readParameters = <V>(parameters: Parameters<V>, form: URLSearchParams): V =>
  Object.fromEntries(
    Object.entries<Parameter<unknown>>(parameters).map(([name, { read }]) => [name, read(form, name)]),
  ) as V;

type ReadOne<T> = (value: string, name: string) => T;

/** The real service's words, seen for userId. */
const missing = (name: string) => new Refusal('badParameter', `${name} is required.`);

/** A parameter sent once. If it is repeated, the first counts. */
const single = <T>(readOne: ReadOne<T>): Parameter<T> => ({
  read: (form, name) => {
    const value = form.get(name);
    if (!value) throw missing(name);
    return readOne(value, name);
  },
});

const readText =
  ({ maxBytes = Infinity, maxCharacters = Infinity }): ReadOne<string> =>
  (value, name) => {
    if (Buffer.byteLength(value) > maxBytes || [...value].length > maxCharacters)
      throw new Refusal('parameterTooLong', `${name} is too long.`);
    return value;
  };

export const text = (lengths: { maxBytes?: number; maxCharacters?: number } = {}): Parameter<string> =>
  single(readText(lengths));

const readId = readText({ maxBytes: 64 });

/** A user's or a chatroom's id: at most 64 bytes. */
export const id: Parameter<string> = single(readId);

export const integer = (min: number, max: number): Parameter<number> =>
  single((value, name) => {
    const number = Number(value);
    if (!/^-?[0-9]+$/.test(value) || number < min || number > max)
      throw new Refusal('badParameter', `${name} must be ${min} to ${max}.`);
    return number;
  });

/** Documents and SDKs send both `true` and `1`. */
export const flag: Parameter<boolean> = single((value, name) => {
  if (!/^(true|false|1|0)$/i.test(value)) throw new Refusal('badParameter', `${name} must be 0 or 1.`);
  return /^(true|1)$/i.test(value);
});

/** One to `max` ids. The real service replies to a longer list with 1002. */
const idList = (values: readonly string[], name: string, max: number): string[] => {
  if (values.length === 0 || values.includes('')) throw missing(name);
  if (values.length > max) throw new Refusal('badParameter', `${name}: at most ${max}.`);
  return values.map((value) => readId(value, name));
};

/** An id repeated up to `max` times. */
export const ids = (max = Infinity): Parameter<string[]> => ({
  read: (form, name) => idList(form.getAll(name), name, max),
});

/** `name[key]=value` pairs, the shape of the old `/chatroom/create.json`. */
export const keyed = (max: number): Parameter<string[]> => ({
  read: (form, name) => {
    const pairs = [...form.keys()].filter((key) => key.startsWith(`${name}[`) && key.endsWith(']'));
    const keys = pairs.map((key) => key.slice(name.length + 1, -1));
    return idList(keys, name, max);
  },
});

/** Reads as `otherwise` if it is left out or sent empty. */
export const optional = <T, O extends T | undefined = undefined>(
  parameter: Parameter<T>,
  otherwise?: O,
): Parameter<T | O> => ({
  read: (form, name) =>
    form.getAll(name).every((value) => value === '') ? (otherwise as O) : parameter.read(form, name),
});
