import { listOptions, parseCommandLine, usage } from '../lib/emulator/command-line.ts';
import { type RongCloudEmulatorOptions, startRongCloudEmulator } from '../lib/emulator/emulator.ts';

/** npm run rongcloud-emulator: the emulator by itself. */
try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.name === 'help') console.log(usage);
  else if (command.name === 'list-options') console.log(listOptions());
  else await run(command.options);
} catch (error) {
  console.error(`rongcloud-emulator: ${error instanceof Error ? error.message : error} (--help tells more)`);
  process.exitCode = 1;
}

async function run(options: RongCloudEmulatorOptions): Promise<void> {
  const emulator = await startRongCloudEmulator(options);
  console.log(`RongCloud emulator at ${emulator.origins.join(' and ')}, Ctrl-C ends it`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
}
