import { randomBytes } from 'node:crypto';
import { SettingError } from '../functions/shared/settings.ts';
import { StartError } from '../lib/local/start-error.ts';
import { CommandError } from '../lib/users/command-error.ts';
import { runUsers } from '../lib/users/program.ts';

/** npm run users: the accounts of this machine, or of a deployed stack. */
const isExpected = (error: unknown): error is Error =>
  error instanceof CommandError ||
  error instanceof StartError ||
  error instanceof SettingError ||
  // Ctrl-C at a prompt.
  (error instanceof Error && error.name === 'ExitPromptError');

try {
  process.exitCode = await runUsers(process.argv.slice(2), {
    terminal: { input: process.stdin, output: process.stdout, errors: process.stderr },
    environment: process.env,
    randomBytes,
  });
} catch (error) {
  if (!isExpected(error)) throw error;
  process.stderr.write(`users: ${error.message}\n`);
  process.exitCode = 1;
}
