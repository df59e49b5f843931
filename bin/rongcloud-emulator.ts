import { emulatorProgram } from '../lib/emulator/command-line.ts';
import { runEmulator } from '../lib/emulator/run.ts';
import { runProgram } from '../lib/operator/command-line.ts';

/** npm run rongcloud-emulator: the emulator by itself. */
await runProgram(emulatorProgram(runEmulator));
