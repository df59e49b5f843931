import { resolve } from 'node:path';
import { endOnDatabaseFault } from '../lib/local/data-folder.ts';
import { runUsers } from '../lib/users/program.ts';

/** npm run users: the accounts of this machine, or of a deployed stack. */

// The reader of a pipe may close it early, as in `list | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(1);
  });
}

endOnDatabaseFault('users', resolve(process.env.DATA_DIR ?? '.local'));

process.exitCode = await runUsers(
  process.argv.slice(2),
  { input: process.stdin, output: process.stdout, errors: process.stderr, signals: process },
  process.env,
);
