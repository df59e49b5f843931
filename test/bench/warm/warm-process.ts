import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { argon2 } from '../../../functions/auth/passwords/argon2.ts';
import type { EndpointName } from '../../../functions/contract/endpoints.ts';
import type { onLambda } from '../../../functions/http/handler.ts';
import { eventOf, type Query } from '../../support/gateway-call.ts';

// One process that answers call after call, as a busy Lambda environment does; it measures its own CPU time.

type Handler = Awaited<ReturnType<typeof onLambda>>;

export interface Order {
  readonly bundles: Readonly<Record<EndpointName, string>>;
  readonly account: { readonly username: string; readonly password: string };
  readonly room: number;
  readonly rounds: number;
  /** Before them. */
  readonly uncountedRounds: number;
  readonly callsPerRound: number;
}

/** Of one round: what each call took, and the CPU time of one on average. */
export interface Round {
  readonly latenciesMs: readonly number[];
  readonly cpuMs: number;
}

export type Rounds = Readonly<Record<string, readonly Round[]>>;

const order: Order = JSON.parse(process.argv[2] ?? '');
const { account, room, rounds, callsPerRound } = order;
console.info = () => {};

async function load(name: EndpointName, variables: Readonly<Record<string, string>> = {}): Promise<Handler> {
  Object.assign(process.env, variables);
  const { href } = pathToFileURL(order.bundles[name]);
  return (await import(`${href}?${new URLSearchParams(variables)}`)).handler;
}

async function call(handler: Handler, name: EndpointName, query: Query) {
  const reply = await handler(eventOf(name, query), { getRemainingTimeInMillis: () => 10_000 });
  const body = JSON.parse(reply.body);
  if (body.ret !== 'success') throw new Error(`${name}: ${reply.body}`);
  return body;
}

let made = 0;
const newRoom = () => {
  made += 1;
  return { ...account, live_id: '1', name: `${process.pid} ${made}` };
};

/** What is measured by its name: what prepares a call, uncounted, and the call. */
async function makeCases(): Promise<Readonly<Record<string, Case>>> {
  const handlers = {
    kept: await load('user-get-token', { TOKEN_REUSE_HOURS: '24' }),
    asking: await load('user-get-token', { TOKEN_REUSE_HOURS: '0' }),
    create: await load('chatroom-create'),
    join: await load('chatroom-join'),
    destroy: await load('chatroom-destroy'),
    query: await load('chatroom-query'),
  };
  const inRoom = { ...account, id: room };
  return {
    'user-get-token, token cached': { run: () => call(handlers.kept, 'user-get-token', account) },
    'user-get-token, no token cached': { run: () => call(handlers.asking, 'user-get-token', account) },
    'chatroom-create': { run: () => call(handlers.create, 'chatroom-create', newRoom()) },
    'chatroom-join': { run: () => call(handlers.join, 'chatroom-join', inRoom) },
    'chatroom-destroy': {
      prepare: async () => (await call(handlers.create, 'chatroom-create', newRoom())).id,
      run: (id) => call(handlers.destroy, 'chatroom-destroy', { ...account, id: Number(id) }),
    },
    'chatroom-query': { run: () => call(handlers.query, 'chatroom-query', inRoom) },
    'one hash alone': { run: hash },
  };
}

interface Case {
  readonly prepare?: () => unknown;
  readonly run: (prepared: unknown) => unknown;
}

const hash = () =>
  argon2({
    variant: 'argon2id',
    password: Buffer.from(account.password),
    salt: randomBytes(16),
    memoryKib: 12_288,
    passes: 3,
    parallelism: 1,
    tagBytes: 32,
  });

async function measure({ prepare, run }: Case): Promise<Round> {
  const prepared: unknown[] = [];
  for (let index = 0; index < callsPerRound; index += 1) prepared.push(await prepare?.());
  const latenciesMs: number[] = [];
  let cpuUs = 0;
  for (const one of prepared) {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await run(one);
    latenciesMs.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(before);
    cpuUs += user + system;
  }
  return { latenciesMs, cpuMs: cpuUs / 1_000 / callsPerRound };
}

const cases = await makeCases();
const results: Record<string, Round[]> = {};
for (let round = -order.uncountedRounds; round < rounds; round += 1) {
  for (const [name, one] of Object.entries(cases)) {
    const measured = await measure(one);
    if (round >= 0) results[name] = [...(results[name] ?? []), measured];
  }
  process.stderr.write(`round ${Math.max(round + 1, 0)} of ${rounds}\n`);
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
