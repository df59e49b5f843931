import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runUsers } from '../../lib/users/program.ts';
import type { Terminal } from '../../lib/users/terminal.ts';

/** `npm run users -- …` in this process, `input` as its standard input, with no terminal to ask at. */
export async function usersCommand(
  environment: Record<string, string>,
  args: readonly string[],
  input = '',
): Promise<{ exitCode: number | undefined; output: string; errors: string; thrown: string | undefined }> {
  const streams = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  const output = text(streams.output);
  const errors = text(streams.errors);
  streams.input.end(input);
  let exitCode: number | undefined;
  let thrown: string | undefined;
  try {
    // A terminal's own members are never called: isTTY is not set on any of them.
    const terminal = streams as unknown as Terminal;
    exitCode = await runUsers(args, { terminal, environment, randomBytes });
  } catch (error) {
    thrown = (error as Error).message;
  }
  streams.output.end();
  streams.errors.end();
  return { exitCode, output: await output, errors: await errors, thrown };
}
