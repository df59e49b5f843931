import { randomBytes } from 'node:crypto';
import { SettingError } from '../functions/contract/settings.ts';
import { StartError } from '../lib/local/start-error.ts';
import { CommandError } from '../lib/operator/command-line.ts';
import { runUsers } from '../lib/users/program.ts';

/** npm run users: the accounts of this machine, or of a deployed stack. */
const isExpected = (error: unknown): error is Error =>
  error instanceof CommandError || error instanceof StartError || error instanceof SettingError;

// Whoever reads a pipe may have had enough, as in `list | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(1);
  });
}

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
