import { emulatorProgram } from '../lib/emulator/command-line.ts';
import { runProgram } from '../lib/operator/command-line.ts';

/** npm run rongcloud-emulator: the emulator by itself. */
await runProgram(emulatorProgram());
