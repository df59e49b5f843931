import { CommandError } from '../lib/operator/command-error.ts';
import { roomsProgram } from '../lib/operator/rooms/program.ts';

/** npm run rooms: what an operator does with the rooms of a deployed stack. */
try {
  await roomsProgram((text) => process.stdout.write(text)).parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(`rooms: ${error.message}\n`);
  process.exitCode = 1;
}
