import { emulatorProgram } from '../lib/emulator/command-line.ts';
import { startRongCloudEmulator } from '../lib/emulator/emulator.ts';
import { runProgram } from '../lib/operator/command-line.ts';

/** npm run rongcloud-emulator: the emulator by itself. */
await runProgram(
  emulatorProgram(async (options) => {
    const emulator = await startRongCloudEmulator(options);
    console.log(`RongCloud emulator on ${emulator.origins.join(' and ')}. Press Ctrl-C to stop it.`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
  }),
);
