import { emulatorProgram } from '../lib/emulator/command-line.ts';
import { bypassProxiesForThisMachine } from '../lib/local/proxies.ts';
import { ignoreLostOutput, runProgram } from '../lib/operator/command-line.ts';

// For callbacks to a service on this machine.
bypassProxiesForThisMachine(process.env);

await runProgram(emulatorProgram(), ignoreLostOutput);
