import { runProgram } from '../lib/operator/command-line.ts';
import { roomsProgram } from '../lib/operator/rooms/program.ts';

/** npm run rooms: an operator's commands on chatrooms. */
await runProgram(
  roomsProgram(
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(text),
  ),
);
