import type { Behaviour } from './behaviour.ts';
import { Refusal } from './refusals.ts';

/** Reads one parameter from the form. @throws Refusal if it is missing or out of its limits. */
export interface Parameter<T> {
  read(form: URLSearchParams, name: string, behaviour: Behaviour): T;
}
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
export type Values<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

/** @throws Refusal for the first parameter that is missing or out of its limits. */
export function readParameters<P extends Parameters>(
  parameters: P,
  form: URLSearchParams,
  behaviour: Behaviour,
): Values<P> {
  const entries = Object.entries(parameters).map(([name, parameter]) => [
    name,
    parameter.read(form, name, behaviour),
  ]);
  return Object.fromEntries(entries) as Values<P>;
}

type ReadOne<T> = (value: string, name: string) => T;

/** A parameter sent once. If it is repeated, the first counts. */
const single = <T>(readOne: ReadOne<T>): Parameter<T> => ({
  read: (form, name) => {
    const value = form.get(name);
    // The real service's words, seen for userId.
    if (!value) throw new Refusal('badParameter', `${name} is required.`);
    return readOne(value, name);
  },
});

interface Lengths {
  readonly maxBytes?: number;
  readonly maxCharacters?: number;
}

const readText =
  ({ maxBytes = Infinity, maxCharacters = Infinity }: Lengths): ReadOne<string> =>
  (value, name) => {
    if (Buffer.byteLength(value) > maxBytes || [...value].length > maxCharacters)
      throw new Refusal('parameterTooLong', `${name} is too long.`);
    return value;
  };

const maxIdBytes = 64;

const readId = readText({ maxBytes: maxIdBytes });

export const text = (lengths: Lengths = {}): Parameter<string> => single(readText(lengths));

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

/** An id repeated up to `max` times. */
export const ids = (max: number | ((behaviour: Behaviour) => number)): Parameter<string[]> => ({
  read: (form, name, behaviour) => {
    const values = form.getAll(name);
    if (values.length === 0 || values.includes('')) throw new Refusal('badParameter', `${name} is required.`);
    const maxIds = typeof max === 'number' ? max : max(behaviour);
    if (values.length > maxIds) throw new Refusal(behaviour.longList, `${name}: at most ${maxIds}.`);
    return values.map((value) => readId(value, name));
  },
});

/** `name[key]=value` pairs, the shape of the old `/chatroom/create.json`. */
export const keyed = (max: number): Parameter<string[]> => ({
  read: (form, name, behaviour) => {
    const keys = [...form.keys()].flatMap((key) =>
      key.startsWith(`${name}[`) && key.endsWith(']') ? key.slice(name.length + 1, -1) || [] : [],
    );
    if (keys.length === 0) throw new Refusal('badParameter', `${name} is required.`);
    if (keys.length > max) throw new Refusal(behaviour.longList, `${name}: at most ${max}.`);
    return keys.map((key) => readId(key, name));
  },
});

/** Reads as `otherwise` if it is left out or sent empty. */
export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined>;
export function optional<T>(parameter: Parameter<T>, otherwise: T): Parameter<T>;
export function optional<T>(parameter: Parameter<T>, otherwise?: T): Parameter<T | undefined> {
  return {
    read: (form, name, behaviour) =>
      form.getAll(name).every((value) => value === '') ? otherwise : parameter.read(form, name, behaviour),
  };
}
