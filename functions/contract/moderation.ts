import * as z from 'zod/mini';
import { parseJson } from './json.ts';
import { credentials } from './parameters.ts';
import type { Wording } from './reasons.ts';

/** RongCloud's limit for the users who may speak in a silenced chatroom. */
export const maxSpeakers = 20;
export const maxAssistants = 10;

export const tooManySpeakers: Wording = {
  en: `few enough that ${maxSpeakers} users may speak in all, with the creator and the assistants`,
  zh: `合计不超过 ${maxSpeakers} 名发言人的用户名，含创建者和助教`,
};

export const notAModerator = {
  name: 'not-moderator',
  reason: {
    en: 'Only the creator of a chatroom, its assistants or an admin may do this.',
    zh: '只有聊天室的创建者、助教或管理员可以执行此操作。',
  },
} as const;

/** JSON may have names of digits as numbers, unless they are written otherwise than the name: `-0`, `1e2`, `7.0`. */
const asName = (_key: string, value: unknown, { source }: { source?: string }) =>
  Number.isSafeInteger(value) && String(value) === source ? source : value;

/** A JSON array if it begins like one, else names separated by commas, also by those of Chinese keyboards. */
function readNames(given: string): readonly unknown[] | undefined {
  const text = given.trim();
  if (!text.startsWith('[')) return text === '' ? [] : text.split(/[,，]/).map((name) => name.trim());
  const list = parseJson(text, asName);
  return Array.isArray(list) ? list : undefined;
}

/** Usernames, each once. */
export function usernames(maximum: number) {
  const isName = (name: unknown) => credentials.username.schema.safeParse(name).success;
  const areNames = (text: string) => {
    const names = readNames(text);
    return names?.every(isName) === true && new Set(names).size <= maximum;
  };
  // 20 names of 150 characters; JSON may write a character as six.
  const maxLength = 8_192;
  return {
    schema: z.pipe(
      z.string().check(z.refine(areNames)),
      z.transform((text: string) => [...new Set(readNames(text))] as readonly string[]),
    ),
    limits: { type: 'string', minLength: 0, maxLength, pattern: '^[\\s\\S]*$' },
    rule: {
      en: `up to ${maximum} usernames, separated by commas or as a JSON array of texts`,
      zh: `最多 ${maximum} 个用户名，以逗号分隔或为 JSON 文本数组`,
    },
    texts: readNames,
  } as const;
}
