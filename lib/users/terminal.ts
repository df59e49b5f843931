import { text } from 'node:stream/consumers';
import { CommandError } from '../operator/command-line.ts';

/** Whom the command talks to, and how: a person at a terminal, a script, or a test. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

/** @throws CommandError where the answer is Ctrl-C. */
async function answerTo<T>(prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new CommandError('nothing was done');
    throw error;
  }
}

const withoutLineEnd = (line: string) => line.replace(/\r?\n$/, '');

/** A new password: asked for twice without echo, or the whole of standard input where that is no terminal. */
export async function readNewPassword({ input, output }: Terminal): Promise<string> {
  if (!input.isTTY) return withoutLineEnd(await text(input));
  const { default: askPassword } = await import('@inquirer/password');
  const streams = { input, output };
  const password = await answerTo(askPassword({ message: 'New password', mask: false }, streams));
  const again = await answerTo(askPassword({ message: 'Once more', mask: false }, streams));
  if (password !== again) throw new CommandError('the two passwords differ');
  return password;
}

/** @throws CommandError where the answer is no, or nobody is there to give one. */
export async function confirm(question: string, { input, output }: Terminal): Promise<void> {
  if (!input.isTTY) throw new CommandError(`${question} Nobody is there to answer: --yes says yes`);
  const { default: ask } = await import('@inquirer/confirm');
  if (!(await answerTo(ask({ message: question, default: false }, { input, output })))) {
    throw new CommandError('nothing was done');
  }
}
