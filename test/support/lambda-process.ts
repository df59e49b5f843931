import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LogEntry } from '../../functions/platform/deps.ts';
import { bundleFile } from '../../lib/cloud/bundling.ts';

export interface LambdaOptions {
  /** The folder that the function's zip was unpacked into. */
  readonly folder: string;
  /** The environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly output: (entry: LogEntry) => void;
  /** Options of Node, for a Node that differs. @default none */
  readonly nodeOptions?: readonly string[];
}

export interface LambdaProcess {
  /** One event at a time, as in Lambda. @throws if the function throws. */
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

type Message = {
  readonly id?: number;
  readonly reply?: unknown;
  readonly error?: string;
  readonly entry?: LogEntry;
};

/** The answer to one message; logs come between. */
function exchange(child: ChildProcess, message: { id: number } & object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      end();
    };
    const onMessage = ({ id, reply, error }: Message) => {
      if (id !== message.id) return;
      settle(() => (error === undefined ? resolve(reply) : reject(new Error(error))));
    };
    const onExit = () => settle(() => reject(new Error("the function's process ended")));
    child.on('message', onMessage).on('exit', onExit);
    child.send(message);
  });
}

/** A function's bundle in a fresh process of its own. */
export async function startLambda(options: LambdaOptions): Promise<LambdaProcess> {
  const child = fork(join(import.meta.dirname, 'lambda-child.ts'), [join(options.folder, bundleFile)], {
    cwd: options.folder,
    env: { ...options.environment },
    execArgv: [...(options.nodeOptions ?? [])],
  });
  child.on('message', ({ entry }: Message) => {
    if (entry !== undefined) options.output(entry);
  });
  const ended = once(child, 'exit');
  const [first] = await Promise.race([once(child, 'message'), ended]);
  if (typeof first !== 'object') throw new Error(`the function's process ended with ${first}`);
  let busy: Promise<unknown> = Promise.resolve();
  let id = 0;
  return {
    invoke: (event) => {
      id += 1;
      const message = { id, event, remainingMs: options.timeoutMs };
      const answer = busy.then(() => exchange(child, message));
      busy = answer.catch(() => {});
      return answer;
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
