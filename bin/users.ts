import { resolve } from 'node:path';
import { endOnDatabaseFault } from '../lib/local/data-folder.ts';
import { endOnLostOutput } from '../lib/operator/command-line.ts';
import { runUsers } from '../lib/users/program.ts';

/** npm run users: the accounts of this machine, or of a deployed stack. */

endOnLostOutput('users');
endOnDatabaseFault('users', resolve(process.env.DATA_DIR ?? '.local'));

process.exitCode = await runUsers(
  process.argv.slice(2),
  { input: process.stdin, output: process.stdout, errors: process.stderr, signals: process },
  process.env,
);
