import { parseArgs } from 'node:util';
import { type Behaviour, behaviourSchema, behaviourWith } from './behaviour.ts';
import type { RongCloudEmulatorOptions } from './emulator.ts';

const defaultPort = 8001;
const maxPort = 65_535;
const maxHosts = 9;

export const usage = `Usage: npm run rongcloud-emulator -- --app-key K --app-secret S [options]

An emulator of RongCloud's IM server API on 127.0.0.1, kept in memory until Ctrl-C.

  --app-key K            the App Key that callers send
  --app-secret S         the App Secret that they sign with
  --port N               port of the first host (default ${defaultPort}; 0 lets the system choose)
  --hosts N              how many hosts share the state, on the ports that follow (default 1)
  --control              also answer /_emulator/..., which steers the emulator
  --option NAME=VALUE    change one behaviour, such as joinCall=absent; may be repeated
  --list-options         print the behaviours with their defaults
  --help                 print this`;

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'list-options' }
  | { readonly name: 'start'; readonly options: RongCloudEmulatorOptions };

/** @throws Error whose message is one line for a person. */
export function parseCommandLine(args: readonly string[]): Command {
  const values = readFlags(args);
  if (values.help) return { name: 'help' };
  if (values['list-options']) return { name: 'list-options' };
  const { 'app-key': appKey, 'app-secret': appSecret } = values;
  if (!appKey) throw new Error('--app-key is missing');
  if (!appSecret) throw new Error('--app-secret is missing');
  const port = wholeNumber('--port', values.port, { min: 0, max: maxPort });
  const hostCount = wholeNumber('--hosts', values.hosts, { min: 1, max: maxHosts });
  const hosts = Array.from({ length: hostCount }, (_, index) => ({ port: port === 0 ? 0 : port + index }));
  const behaviour = readBehaviour(values.option);
  return { name: 'start', options: { appKey, appSecret, hosts, control: values.control, behaviour } };
}

function readFlags(args: readonly string[]) {
  const value = { type: 'string' } as const;
  const off = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        'app-key': value,
        'app-secret': value,
        port: { ...value, default: String(defaultPort) },
        hosts: { ...value, default: '1' },
        control: off,
        option: { ...value, multiple: true, default: [] },
        'list-options': off,
        help: off,
      },
    }).values;
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
  if (issue?.code === 'unrecognized_keys') throw new Error(`--option ${issue.keys.join(' ')} is not known`);
  const name = String(issue?.path[0]);
  throw new Error(`--option ${name} cannot be ${JSON.stringify(changes[name])}`);
}

function readAssignment(assignment: string): [string, unknown] {
  const at = assignment.indexOf('=');
  if (at < 1) throw new Error(`--option needs NAME=VALUE, not ${assignment}`);
  const text = assignment.slice(at + 1);
  return [assignment.slice(0, at), jsonOrText(text)];
}

/** Numbers, booleans and lists are JSON; any other value is a word. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const listOptions = (): string =>
  Object.entries(behaviourWith())
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
