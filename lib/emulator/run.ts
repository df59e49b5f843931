import { type RongCloudEmulatorOptions, startRongCloudEmulator } from './emulator.ts';

/** Starts an emulator that runs until Ctrl-C, and prints its address. */
export async function runEmulator(options: RongCloudEmulatorOptions): Promise<void> {
  const emulator = await startRongCloudEmulator(options);
  console.log(`RongCloud emulator on ${emulator.origins.join(' and ')}. Press Ctrl-C to stop it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
}
