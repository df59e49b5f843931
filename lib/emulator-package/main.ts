import { emulatorProgram } from '../emulator/command-line.ts';

/** The command of the package. An error, such as a port in use, ends it with one line. */
try {
  await emulatorProgram().name('rongcloud-emulator').parseAsync();
} catch (error) {
  process.stderr.write(`rongcloud-emulator: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
