import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { argon2 } from '../../../functions/auth/passwords/argon2.ts';
import type { EndpointName } from '../../../functions/contract/endpoints.ts';
import type { onLambda } from '../../../functions/http/handler.ts';
import { eventOf } from '../../support/gateway-call.ts';

// A process that answers one kind of call, call after call, as a busy Lambda environment does. It measures its own CPU
// time, and between its rounds that of a hash alone.

type Handler = Awaited<ReturnType<typeof onLambda>>;

export interface Order {
  readonly call: CallName;
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

/** The rounds of a call, each with a hash alone beside it. */
export interface Rounds {
  readonly call: readonly Round[];
  readonly hash: readonly Round[];
}

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

const inRoom = { ...account, id: room };
const creating = () => eventOf('chatroom-create', newRoom());
const tokenEvent = () => eventOf('user-get-token', account);

const cases = {
  'user-get-token, token cached': async () =>
    callOf(await load('user-get-token', { TOKEN_REUSE_HOURS: '24' }), tokenEvent),
  'user-get-token, no token cached': async () =>
    callOf(await load('user-get-token', { TOKEN_REUSE_HOURS: '0' }), tokenEvent),
  'chatroom-create': async () => callOf(await load('chatroom-create'), creating),
  'chatroom-join': async () => callOf(await load('chatroom-join'), () => eventOf('chatroom-join', inRoom)),
  'chatroom-destroy': async () => {
    const create = await load('chatroom-create');
    return callOf(await load('chatroom-destroy'), async () => {
      const { id } = JSON.parse(await call(create, creating()));
      return eventOf('chatroom-destroy', { ...account, id });
    });
  },
  'chatroom-query': async () => callOf(await load('chatroom-query'), () => eventOf('chatroom-query', inRoom)),
} satisfies Record<string, () => Promise<Case>>;

export type CallName = keyof typeof cases;

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

const measured = await cases[order.call]();
const results: { call: Round[]; hash: Round[] } = { call: [], hash: [] };
for (let round = -order.uncountedRounds; round < rounds; round += 1) {
  const both = { call: await measure(measured), hash: await measure({ run: hash }) };
  if (round < 0) continue;
  results.call.push(both.call);
  results.hash.push(both.hash);
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
