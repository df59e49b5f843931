import { parseArgs } from 'node:util';
import { type Behaviour, behaviourSchema, behaviourWith } from './behaviour.ts';
import type { RongCloudEmulatorOptions } from './emulator.ts';

export const usage = `Usage: npm run rongcloud-emulator -- --app-key K --app-secret S [options]

An emulator of RongCloud's IM server API on 127.0.0.1, kept in memory until Ctrl-C.

  --app-key K            the App Key that callers send
  --app-secret S         the App Secret that they sign with
  --port N               port of the first host (default 8001; 0 lets the system choose)
  --hosts N              number of hosts that share the state, on the ports that follow (default 1)
  --control              also answer /_emulator/..., which steers the emulator
  --option NAME=VALUE    change an option, such as joinCall=absent; may be repeated
  --list-options         print the options with their defaults
  --help                 print this`;

const flags = {
  'app-key': { type: 'string' },
  'app-secret': { type: 'string' },
  port: { type: 'string', default: '8001' },
  hosts: { type: 'string', default: '1' },
  control: { type: 'boolean', default: false },
  option: { type: 'string', multiple: true, default: [] as string[] },
  'list-options': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Returns the text to print, or the options to start with. @throws Error with a message of one line. */
export function parseCommandLine(args: readonly string[]): string | RongCloudEmulatorOptions {
  const values = readFlags(args);
  if (values.help) return usage;
  if (values['list-options']) return listOptions();
  const { 'app-key': appKey, 'app-secret': appSecret, control } = values;
  if (!appKey) throw new Error('--app-key is missing');
  if (!appSecret) throw new Error('--app-secret is missing');
  const port = wholeNumber('--port', values.port, { min: 0, max: 65_535 });
  const hostCount = wholeNumber('--hosts', values.hosts, { min: 1, max: 9 });
  const hosts = Array.from({ length: hostCount }, (_, index) => ({ port: port === 0 ? 0 : port + index }));
  return { appKey, appSecret, hosts, control, behaviour: readBehaviour(values.option) };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence] = String(error instanceof Error ? error.message : error).split(/[.\n]/);
    throw new Error(sentence, { cause: error });
  }
}

function wholeNumber(flag: string, text: string, { min, max }: { min: number; max: number }): number {
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || number < min || number > max)
    throw new Error(`${flag} must be a whole number from ${min} to ${max}`);
  return number;
}

function readBehaviour(assignments: readonly string[]): Partial<Behaviour> {
  const changes = Object.fromEntries(assignments.map(readAssignment));
  const parsed = behaviourSchema.safeParse(changes);
  if (parsed.success) return changes;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw new Error(`--option ${issue.keys.join(' ')} is unknown`);
  const name = String(issue?.path[0]);
  throw new Error(`--option ${name} cannot be ${JSON.stringify(changes[name])}`);
}

/** Numbers, booleans and lists are JSON; any other value is text. */
function readAssignment(assignment: string): [name: string, value: unknown] {
  const [, name = '', text = ''] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  if (name === '') throw new Error(`--option needs NAME=VALUE, not ${assignment}`);
  try {
    return [name, JSON.parse(text)];
  } catch {
    return [name, text];
  }
}

const listOptions = (): string =>
  Object.entries(behaviourWith())
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
