import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '../../bin/local.ts');

export interface LocalProcess {
  /** From the ready line. */
  readonly origin: string;
  readonly output: () => string;
  /** Waits until the process ends by itself. @returns its error output. */
  ended(): Promise<string>;
  /** Sends the signal and waits for the end. @returns the exit code, or null if the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** No file may grow above this many blocks of 512 bytes, as on a full disk. */
const limited = ['sh', '-c', 'ulimit -f "$FILE_BLOCKS" && exec "$@"', 'sh'];

function launch(environment: Record<string, string>, options: readonly string[]) {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, PORT: '0', ...environment };
  const [command = '', ...args] = [
    ...('FILE_BLOCKS' in env ? limited : []),
    process.execPath,
    entry,
    ...options,
  ];
  const child = spawn(command, args, { env });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  return { child, output: () => output, errors: () => errors };
}

async function readyOrigin(child: ChildProcess, output: () => string, errors: () => string): Promise<string> {
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  for (;;) {
    const [, origin] = /^im-gateway ready on (\S+)$/m.exec(output()) ?? [];
    if (origin !== undefined && output().includes('RongCloud:')) return origin;
    if (child.stdout === null) throw new Error('no output to read');
    await once(child.stdout, 'data', { signal: ended.signal }).catch(() => {
      throw new Error(`the service ended: ${errors()}`);
    });
  }
}

/** `npm start` as a process of its own, by default on any free port. */
export async function startProcess(
  environment: Record<string, string>,
  ...options: string[]
): Promise<LocalProcess> {
  const { child, output, errors } = launch(environment, options);
  const origin = await readyOrigin(child, output, errors);
  return {
    origin,
    output,
    ended: async () => {
      if (child.exitCode === null) await once(child, 'exit');
      return errors();
    },
    end: async (signal) => {
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

/** `npm start` that is not expected to start. */
export async function failToStart(environment: Record<string, string>, ...options: string[]) {
  const { child, output, errors } = launch(environment, options);
  const [code] = await once(child, 'exit');
  return { code, output: output(), errors: errors() };
}
