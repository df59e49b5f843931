import { parseCommandLine } from '../lib/emulator/command-line.ts';
import { type RongCloudEmulatorOptions, startRongCloudEmulator } from '../lib/emulator/emulator.ts';

/** npm run rongcloud-emulator: the emulator by itself. */
try {
  const command = parseCommandLine(process.argv.slice(2));
  if (typeof command === 'string') console.log(command);
  else await run(command);
} catch (error) {
  console.error(`rongcloud-emulator: ${error instanceof Error ? error.message : error} (--help tells more)`);
  process.exitCode = 1;
}

async function run(options: RongCloudEmulatorOptions): Promise<void> {
  const emulator = await startRongCloudEmulator(options);
  console.log(`RongCloud emulator on ${emulator.origins.join(' and ')}. Press Ctrl-C to stop it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
}
