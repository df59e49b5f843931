import type { Command } from 'commander';

/** An error for the person at the terminal. */
export class CommandError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CommandError';
  }
}

export const oneLine = (text: string) => text.trim().replaceAll(/\s*[\r\n]+\s*/g, ' ');

/** An AggregateError of connections that failed has a code and no message. */
export const messageOf = (error: unknown): string => {
  const { message, code, name } = error as NodeJS.ErrnoException;
  return oneLine(message || code || name);
};

/** Ends the command if its output is lost: silently for a closed pipe, as in `list | head`, else in one line. */
export function endOnLostOutput(command: string): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.stderr.write(`${command}: ${messageOf(error)}\n`);
      process.exit(1);
    });
  }
}

/** A service goes on if its log cannot be written, as on a full disk or in `npm start | head`. */
export function ignoreLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** Runs a command line. Every error ends in one line and exit code 1. */
export async function runProgram(program: Command, onLostOutput = endOnLostOutput): Promise<void> {
  // The service's own errors have the service's name.
  const [, script] = /^npm run (\S+)/.exec(program.name()) ?? [];
  const name = script ?? 'im-gateway';
  onLostOutput(name);
  const refuse = (message: string) => process.stderr.write(`${name}: ${message}\n`);
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      outputError: (text) => refuse(`${oneLine(text.replace(/^error: /, ''))} (see --help)`),
    });
  }
  try {
    await program.parseAsync();
  } catch (error) {
    refuse(messageOf(error));
    process.exitCode = 1;
  }
}
