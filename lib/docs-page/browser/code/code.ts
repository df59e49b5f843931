import type { Call } from '../request.ts';
import { curlWords } from './curl.ts';
import { javaScript } from './javascript.ts';
import { kotlin } from './kotlin.ts';
import { python } from './python.ts';
import { swift } from './swift.ts';

export const codeNames = {
  curl: 'curl',
  javascript: 'JavaScript',
  kotlin: 'Kotlin',
  swift: 'Swift',
  python: 'Python',
} as const;

export type CodeLanguage = keyof typeof codeNames;

export const isCodeLanguage = (name: string | null): name is CodeLanguage =>
  name !== null && Object.hasOwn(codeNames, name);

/** Stand in for what a reader has to fill in. The password that was typed is never shown or copied. */
const placeholders = { username: 'USERNAME', password: 'PASSWORD' };

const makers: Readonly<Record<CodeLanguage, (call: Call) => readonly string[]>> = {
  curl: curlWords,
  javascript: (call) => [javaScript(call)],
  kotlin: (call) => [kotlin(call)],
  swift: (call) => [swift(call)],
  python: (call) => [python(call)],
};

/** A call as code without its password, in parts between which a line may break at a blank. */
export const codeOf = (name: CodeLanguage, call: Call): readonly string[] =>
  makers[name]({
    ...call,
    username: call.username || placeholders.username,
    password: placeholders.password,
  });
