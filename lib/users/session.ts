import type { Deps } from '../../functions/platform/deps.ts';
import { CommandError } from '../operator/command-line.ts';
import type { UserDirectory } from './directory.ts';

/** The streams of a person at a terminal, a script, or a test. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

export interface Session {
  readonly directory: UserDirectory;
  readonly terminal: Terminal;
  readonly deps: Deps;
  /** Emits SIGINT and SIGTERM. */
  readonly signals: Pick<NodeJS.EventEmitter, 'once' | 'off'>;
}

/** A name in quotes. Invisible characters are escaped: a name from a file must not control the terminal. */
export const quoted = (name: string): string =>
  JSON.stringify(name).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/** @throws CommandError if the answer is Ctrl-C. */
export async function answerTo<T>(prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new CommandError('nothing was done');
    throw error;
  }
}

/** @throws CommandError if the answer is no, or if no terminal can give one. */
export async function confirm(question: string, { input, output }: Terminal): Promise<void> {
  if (!input.isTTY) throw new CommandError(`${question} This is no terminal: answer with --yes`);
  const { default: ask } = await import('@inquirer/confirm');
  if (!(await answerTo(ask({ message: question, default: false }, { input, output })))) {
    throw new CommandError('nothing was done');
  }
}
