import { runProgram } from '../lib/operator/command-line.ts';
import { roomsProgram } from '../lib/operator/rooms/program.ts';

/** npm run rooms: what an operator does with the chatrooms of a deployed stack. */
await runProgram(roomsProgram((text) => process.stdout.write(text)));
