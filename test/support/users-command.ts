import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runUsers } from '../../lib/users/program.ts';
import type { Terminal } from '../../lib/users/terminal.ts';

export interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** `npm run users -- …` in this process, `input` as its standard input; no stream of it is a terminal. */
export async function usersCommand(
  environment: Record<string, string>,
  args: readonly string[],
  { input = '', signals = new EventEmitter() }: { input?: string | Buffer; signals?: EventEmitter } = {},
): Promise<Ended> {
  const streams = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  const output = text(streams.output);
  const errors = text(streams.errors);
  streams.input.end(input);
  // Of a terminal's own members only isTTY is read, which none of these has.
  const terminal = { ...streams, signals } as unknown as Terminal;
  const exitCode = await runUsers(args, terminal, environment);
  streams.output.end();
  streams.errors.end();
  return { exitCode, output: await output, errors: await errors };
}
