import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { argon2 } from '../../../functions/auth/passwords/argon2.ts';
import type { EndpointName } from '../../../functions/contract/endpoints.ts';
import type { onLambda } from '../../../functions/http/handler.ts';
import { eventOf } from '../../support/gateway-call.ts';

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

type Event = ReturnType<typeof eventOf>;

async function call(handler: Handler, event: Event): Promise<string> {
  const { body } = await handler(event, { getRemainingTimeInMillis: () => 10_000 });
  if (!body.includes('"ret":"success"')) throw new Error(`${event.path}: ${body}`);
  return body;
}

let made = 0;
const newRoom = () => {
  made += 1;
  return { ...account, live_id: '1', name: `${process.pid} ${made}` };
};

interface Case {
  /** Makes the event, uncounted: on Lambda that is the gateway's work. */
  readonly prepare?: () => Event | Promise<Event>;
  readonly run: (event?: Event) => unknown;
}

const callOf = (handler: Handler, prepare: () => Event | Promise<Event>): Case => ({
  prepare,
  run: (event) => event && call(handler, event),
});

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
  const creating = () => eventOf('chatroom-create', newRoom());
  const destroying = async () => {
    const { id } = JSON.parse(await call(handlers.create, creating()));
    return eventOf('chatroom-destroy', { ...account, id });
  };
  const tokenEvent = () => eventOf('user-get-token', account);
  return {
    'user-get-token, token cached': callOf(handlers.kept, tokenEvent),
    'user-get-token, no token cached': callOf(handlers.asking, tokenEvent),
    'chatroom-create': callOf(handlers.create, creating),
    'chatroom-join': callOf(handlers.join, () => eventOf('chatroom-join', inRoom)),
    'chatroom-destroy': callOf(handlers.destroy, destroying),
    'chatroom-query': callOf(handlers.query, () => eventOf('chatroom-query', inRoom)),
    'one hash alone': { run: hash },
  };
}

const hash = () =>
  argon2({
    variant: 'argon2id',
    message: Buffer.from(account.password),
    nonce: randomBytes(16),
    memoryKib: 12_288,
    passes: 3,
    parallelism: 1,
    tagLength: 32,
  });

async function measure({ prepare, run }: Case): Promise<Round> {
  const events: (Event | undefined)[] = [];
  for (let index = 0; index < callsPerRound; index += 1) events.push(await prepare?.());
  const latenciesMs: number[] = [];
  let cpuUs = 0;
  for (const event of events) {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await run(event);
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
