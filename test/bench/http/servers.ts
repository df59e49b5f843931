import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const here = (program: string) => join(import.meta.dirname, program);

type Environment = Readonly<Record<string, string | undefined>>;

/** Only Linux can keep a program on one core. */
export const canPin = spawnSync('taskset', ['--version']).status === 0;

/** The services have this core for themselves; what calls them and what they call has the others. */
const servicesCore = '0';

/** A program of its own that says by its first message that it is ready. It ends with `running`. */
async function startProgram<T>(running: AsyncDisposableStack, path: string, env: Environment, core?: string) {
  const meter = ['--import', here('cpu-meter.ts')];
  const options = { env: { PATH: process.env.PATH, ...env } };
  const child =
    canPin && core !== undefined
      ? fork(path, { ...options, execPath: 'taskset', execArgv: ['-c', core, process.execPath, ...meter] })
      : fork(path, { ...options, execArgv: meter });
  running.defer(() => void child.kill());
  const [first] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof first === 'number') throw new Error(`${path} ended with ${first}`);
  return { child, first: first as T };
}

/** The login of a service: whole, without the hash, or without hash and limits of failed logins. */
export type Login = 'whole' | 'unhashed' | 'bare';

export interface Server {
  readonly name: string;
  readonly login: Login;
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
  const server = async (name: string, program: string, login: Login): Promise<Server> => {
    const env = {
      ...environment,
      HASHING: login === 'whole' ? 'on' : 'off',
      LOGIN_LIMITS: login === 'bare' ? 'off' : 'on',
    };
    const { child, first: origin } = await startProgram<string>(starting, here(program), env, servicesCore);
    const cpuUs = async (): Promise<number> => {
      child.send('cpu');
      return (await once(child, 'message'))[0];
    };
    return { name, login, origin, cpuUs };
  };
  const servers: Server[] = [];
  for (const login of ['whole', 'unhashed', 'bare'] as const) {
    if (login !== 'bare') servers.push(await server(ours, 'service-process.ts', login));
    servers.push(await server('Express', '../peers/express.ts', login));
    servers.push(await server('Fastify', '../peers/fastify.ts', login));
  }
  const running = starting.move();
  return { servers, stop: () => running.disposeAsync() };
}
