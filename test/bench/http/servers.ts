import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const here = (program: string) => join(import.meta.dirname, program);

type Environment = Readonly<Record<string, string | undefined>>;

/** A program of its own that says by its first message that it is ready. It ends with `running`. */
async function startProgram<T>(running: AsyncDisposableStack, path: string, env: Environment) {
  const execArgv = ['--import', here('cpu-meter.ts')];
  const child = fork(path, { env: { PATH: process.env.PATH, ...env }, execArgv });
  running.defer(() => void child.kill());
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof first === 'number') throw new Error(`${path} ended with ${first}`);
  return { child, first: first as T };
}

export interface Server {
  readonly name: string;
  readonly isHashing: boolean;
  readonly origin: string;
  /** The CPU time of its process so far, in microseconds. */
  cpuUs(): Promise<number>;
}

export const ours = 'this project';

/** This project and the two that a user would write instead, on one DynamoDB and one RongCloud. */
export async function startServers() {
  await using starting = new AsyncDisposableStack();
  const backing = await startProgram<Environment>(starting, here('backing-process.ts'), {});
  const environment = { ...backing.first, APP_KEY: 'local-app-key', APP_SECRET: 'local-app-secret' };
  const server = async (name: string, program: string, hashing: 'on' | 'off'): Promise<Server> => {
    const env = { ...environment, HASHING: hashing };
    const { child, first: origin } = await startProgram<string>(starting, here(program), env);
    const cpuUs = async (): Promise<number> => {
      child.send('cpu');
      return (await once(child, 'message'))[0];
    };
    return { name, isHashing: hashing === 'on', origin, cpuUs };
  };
  const servers = [
    await server(ours, 'service-process.ts', 'on'),
    await server('Express', '../peers/express.ts', 'on'),
    await server('Fastify', '../peers/fastify.ts', 'on'),
    await server(ours, 'service-process.ts', 'off'),
    await server('Express', '../peers/express.ts', 'off'),
    await server('Fastify', '../peers/fastify.ts', 'off'),
  ];
  const running = starting.move();
  return { servers, stop: () => running.disposeAsync() };
}
