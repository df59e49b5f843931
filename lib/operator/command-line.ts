import type { Command } from 'commander';
import { SettingError } from '../../functions/contract/settings.ts';
import { StartError } from '../local/start-error.ts';

/** An error for the person at the terminal, in one line without a stack. */
export class CommandError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CommandError';
  }
}

/** AWS's errors name the fault and the remedy; a stack of the SDK adds nothing. */
const isExpected = (error: unknown): error is Error =>
  error instanceof CommandError ||
  error instanceof SettingError ||
  error instanceof StartError ||
  error instanceof RangeError ||
  (error instanceof Error && ('$metadata' in error || 'syscall' in error));

/** Runs a command line. An expected error ends in one line and exit code 1. */
export async function runProgram(program: Command): Promise<void> {
  // The service's own errors have the service's name.
  const [, script] = /^npm run (\S+)/.exec(program.name()) ?? [];
  const name = script ?? 'im-gateway';
  const refuse = (message: string) =>
    process.stderr.write(`${name}: ${message.trim().replaceAll('\n', ' ')}\n`);
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      outputError: (text) => refuse(`${text.replace(/^error: /, '').trim()} (see --help)`),
    });
  }
  try {
    await program.parseAsync();
  } catch (error) {
    if (!isExpected(error)) throw error;
    refuse(error.message);
    process.exitCode = 1;
  }
}
