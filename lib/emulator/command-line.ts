import { Command, InvalidArgumentError } from 'commander';
import { type Behaviour, behaviourSchema, behaviourWith } from './behaviour.ts';
import { type RongCloudEmulatorOptions, startRongCloudEmulator } from './emulator.ts';

export const wholeNumber = (min: number, max: number) => (text: string) => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max)
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  return number;
};

/** Numbers and booleans are JSON; any other value is text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function addBehaviour(assignment: string, earlier: Partial<Behaviour>): Partial<Behaviour> {
  const [name = '', text = ''] = assignment.split(/=(.*)/s);
  const changes = { ...earlier, [name]: readValue(text) };
  if (behaviourSchema.safeParse(changes).success) return changes;
  throw new InvalidArgumentError('There is no such option, or it cannot have this value.');
}

const defaults = Object.entries(behaviourWith()).map(([name, value]) => `  ${name}=${value}`);

/** Starts an emulator that runs until Ctrl-C, and prints its address. */
async function runEmulator(options: RongCloudEmulatorOptions): Promise<void> {
  const emulator = await startRongCloudEmulator(options);
  console.log(`RongCloud emulator on ${emulator.origins.join(' and ')}. Press Ctrl-C to stop it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
}

/** The command line of `npm run rongcloud-emulator`. */
export const emulatorProgram = (start = runEmulator): Command =>
  new Command('npm run rongcloud-emulator --')
    .description("An emulator of RongCloud's IM server API on 127.0.0.1, kept in memory until Ctrl-C.")
    .requiredOption('--app-key <key>', 'the App Key that callers send')
    .requiredOption('--app-secret <secret>', 'the App Secret that they sign with')
    .option('--port <n>', 'port of the first host; 0 lets the system choose', wholeNumber(0, 65_535), 8001)
    .option('--hosts <n>', 'number of hosts, on the ports that follow', wholeNumber(1, 9), 1)
    .option('--control', 'also answer /_emulator/..., which steers the emulator', false)
    .option('--option <name=value>', 'change an option; may be repeated', addBehaviour, {})
    .addHelpText('after', `\nOptions of --option, with their defaults:\n${defaults.join('\n')}`)
    .action(({ port, hosts: count, option: behaviour, ...options }) => {
      const hosts = Array.from({ length: count }, (_, index) => ({ port: port && port + index }));
      return start({ ...options, hosts, behaviour });
    });
