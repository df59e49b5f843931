import { createInterface } from 'node:readline';
import { CommandError } from '../operator/command-line.ts';

/** The streams of a person at a terminal, a script, or a test. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
  /** Emits SIGINT and SIGTERM. */
  readonly signals: Pick<NodeJS.EventEmitter, 'once' | 'off'>;
}

/** A name in quotes. Invisible characters are escaped: a name from a file must not control the terminal. */
export const quoted = (name: string): string =>
  JSON.stringify(name).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/** @throws CommandError on Ctrl-C and Ctrl-D. */
export function ask(question: string, { input, output }: Terminal, isHidden = false): Promise<string> {
  if (isHidden) output.write(question);
  const lines = createInterface({ input, output: isHidden ? undefined : output, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once('close', () => {
      if (isHidden) output.write('\n');
      reject(new CommandError('nothing was done'));
    });
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
