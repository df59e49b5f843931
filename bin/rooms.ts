import { runProgram } from '../lib/operator/command-line.ts';
import { roomsProgram } from '../lib/operator/rooms/program.ts';

await runProgram(
  roomsProgram(
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(text),
  ),
);
