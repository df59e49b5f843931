import { resolve } from 'node:path';
import { endOnDatabaseFault } from '../lib/local/data-folder.ts';
import { runProgram } from '../lib/operator/command-line.ts';
import { roomsProgram } from '../lib/operator/rooms/program.ts';

endOnDatabaseFault('rooms', resolve(process.env.DATA_DIR ?? '.local'));

await runProgram(
  roomsProgram(
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(text),
  ),
);
