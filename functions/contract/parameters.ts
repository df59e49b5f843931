import * as z from 'zod/mini';
import type { Wording } from './reasons.ts';
import { maxChatroomId } from './settings.ts';

/** The same limits as the parameter's schema, as JSON Schema; a test compares both. */
export type Limits =
  | {
      readonly type: 'string';
      readonly minLength: number;
      readonly maxLength: number;
      readonly pattern: string;
    }
  | { readonly type: 'string'; readonly enum: readonly string[] }
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number };

/** A parameter: how its text is read, with descriptions for programs and for people. */
export interface Parameter {
  readonly schema: z.ZodMiniType<string | number | boolean | readonly string[], string>;
  readonly limits: Limits;
  readonly rule: Wording;
  readonly example: string;
  readonly isOptional?: true;
  /** An empty text is a value; elsewhere it counts as missing. */
  readonly mayBeEmpty?: true;
  /** Only of a list, which a JSON body may send as an array: its texts, or undefined if it cannot be read. */
  readonly texts?: (value: string) => readonly unknown[] | undefined;
  /** 1 and 0: a JSON body may send true and false. */
  readonly isSwitch?: true;
}

/**
 * Characters that a name must not contain: controls, unpaired surrogates, U+FFFD (the result of a broken encoding), and
 * characters that make one name look like another (zero-width space, bidirectional overrides).
 */
const oddCharacters = String.raw`\p{Cc}\p{Cs}\uFFFD\u200B\u202A-\u202E\u2066-\u2069`;

const notUtf8: Wording = {
  en: 'text in UTF-8, percent-encoded in a URL or a form',
  zh: 'UTF-8 编码的文本，在 URL 或表单中须进行百分号编码',
};

/**
 * Names the forbidden character of a text: bytes that were not UTF-8 (decoders turn them into U+FFFD), or the first
 * character that is not valid by itself, by its code point. Undefined if there is none.
 */
export function unreadableText(value: string, { limits, schema, texts }: Parameter): Wording | undefined {
  const whole = texts === undefined ? value : (texts(value) ?? []).join('');
  if (`${value}${whole}`.includes('\uFFFD')) return notUtf8;
  if (!('pattern' in limits)) return undefined;
  const one = texts === undefined ? schema : username.schema;
  const character = [...new Set(whole)].find((each) => !one.safeParse(each).success);
  if (character === undefined) return undefined;
  const codePoint = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    en: `without the invisible character ${codePoint}`,
    zh: `不含不可见字符 ${codePoint}`,
  };
}

export function text(maxCharacters: number) {
  // With the flag u a quantifier counts code points, as JSON Schema does.
  const pattern = `^[^${oddCharacters}]{1,${maxCharacters}}$`;
  return {
    schema: z.string().check(z.regex(new RegExp(pattern, 'u'))),
    limits: { type: 'string', minLength: 1, maxLength: maxCharacters, pattern },
    rule: {
      en: `1 to ${maxCharacters} characters, none of them a control character`,
      zh: `1 到 ${maxCharacters} 个字符，不含控制字符`,
    },
  } as const;
}

const username = { ...text(150), example: 'student1' } as const satisfies Parameter;

/** Argon2 has no such limit; this one bounds the cost of reading a password. */
const maxPasswordBytes = 128;

/** U+FFFD replaces bytes that are not UTF-8: two different passwords would look the same. */
const passwordPattern = String.raw`^[^\p{Cs}\uFFFD]+$`;

const password = {
  schema: z.string().check(
    z.regex(new RegExp(passwordPattern, 'u')),
    z.refine((value) => Buffer.byteLength(value) <= maxPasswordBytes),
  ),
  // JSON Schema cannot count bytes; every character has at least one.
  limits: { type: 'string', minLength: 1, maxLength: maxPasswordBytes, pattern: passwordPattern },
  rule: { en: `1 to ${maxPasswordBytes} bytes of UTF-8`, zh: `1 到 ${maxPasswordBytes} 字节的 UTF-8 文本` },
  example: '123456',
} as const satisfies Parameter;

/** The caller's account: every endpoint takes it, from the query, the body or HTTP Basic. */
export const credentials = { username, password } as const;

/** A whole number, in plain digits. */
export function wholeNumber(minimum: number, maximum: number) {
  return {
    schema: z.pipe(
      z.string().check(
        z.regex(/^(0|[1-9][0-9]{0,9})$/),
        z.refine((value) => Number(value) >= minimum && Number(value) <= maximum),
      ),
      z.transform(Number),
    ),
    limits: { type: 'integer', minimum, maximum },
    rule: {
      en: `a whole number from ${minimum} to ${maximum} in plain digits`,
      zh: `${minimum} 到 ${maximum} 之间的整数，仅含数字`,
    },
  } as const;
}

export const liveId = { ...text(64), example: '1' } as const satisfies Parameter;

export const chatroomId = { ...wholeNumber(1, maxChatroomId), example: '7' } as const satisfies Parameter;
