import { emulatorProgram } from '../lib/emulator/command-line.ts';
import { ignoreLostOutput, runProgram } from '../lib/operator/command-line.ts';

await runProgram(emulatorProgram(), ignoreLostOutput);
