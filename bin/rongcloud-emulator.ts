import { emulatorProgram } from '../lib/emulator/command-line.ts';
import { runProgram } from '../lib/operator/command-line.ts';

await runProgram(emulatorProgram());
