import autocannon from 'autocannon';
import type { EndpointName } from '../../../functions/contract/endpoints.ts';
import { urlOf } from '../../support/gateway-call.ts';
import { barChart } from '../report/bar-chart.ts';
import { type Effort, figure, type Part, scaled, times } from '../report/report.ts';
import { colours } from '../report/svg.ts';
import { median } from '../statistics.ts';
import { unhashed } from './accounts.ts';
import { canPin, type Login, ours, type Server, startServers } from './servers.ts';

const clientCounts = [1, 16, 64] as const;
const rounds = 3;
const durationSeconds = 2;
const measured = ['user-get-token', 'chatroom-query'] as const satisfies readonly EndpointName[];

/** Without hashing, the account is one whose hash costs next to nothing. */
const urlFor = (endpoint: EndpointName, { login }: Server) => {
  const account = {
    username: login === 'whole' ? 'student1' : unhashed.username,
    password: unhashed.password,
  };
  return urlOf(endpoint, endpoint === 'chatroom-query' ? { ...account, id: 1 } : account);
};

interface Load {
  readonly endpoint: EndpointName;
  readonly server: Server;
  readonly clients: number;
}

export interface Rate {
  readonly endpoint: string;
  readonly server: string;
  readonly login: Login;
  readonly clients: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Of the service's process. */
  readonly cpuMs: number;
}

async function press({ endpoint, server, clients }: Load, seconds: number) {
  const url = server.origin + urlFor(endpoint, server);
  const cpuBefore = await server.cpuUs();
  const result = await autocannon({ url, connections: clients, duration: seconds });
  // Hashes that nobody waits for any more are still in the queue; the next service must not pay for them.
  await fetch(url);
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${server.name} refused ${result.non2xx + result.errors} calls of ${url}`);
  }
  const cpuUs = (await server.cpuUs()) - cpuBefore;
  const { '2xx': answered, duration, latency } = result;
  return { perSecond: answered / duration, p99Ms: latency.p99, cpuMs: cpuUs / 1_000 / answered };
}

/** With 16 clients all are measured without the hash as well. */
const loadsOf = (servers: readonly Server[]): readonly Load[] =>
  measured.flatMap((endpoint) =>
    clientCounts.flatMap((clients) =>
      servers
        .filter(({ login }) => login === 'whole' || clients === 16)
        .map((server) => ({ endpoint, server, clients })),
    ),
  );

async function measure(tell: (progress: string) => void, effort: Effort): Promise<readonly Rate[]> {
  const { servers, stop } = await startServers();
  try {
    const count = scaled(effort, rounds);
    const loads = loadsOf(servers);
    const samples = new Map<Load, Awaited<ReturnType<typeof press>>[]>(loads.map((load) => [load, []]));
    for (const load of loads.filter(({ clients }) => clients === 16)) {
      tell(`warming ${load.server.name}`);
      await press(load, 1);
    }
    for (let round = 1; round <= count; round += 1) {
      for (const load of loads) {
        tell(`round ${round} of ${count}: ${load.endpoint}, ${load.clients} clients, ${load.server.name}`);
        samples.get(load)?.push(await press(load, durationSeconds));
      }
    }
    return [...samples].map(([{ endpoint, server, clients }, of]) => ({
      endpoint,
      server: server.name,
      login: server.login,
      clients,
      perSecond: median(of.map(({ perSecond }) => perSecond)),
      p99Ms: median(of.map(({ p99Ms }) => p99Ms)),
      cpuMs: median(of.map(({ cpuMs }) => cpuMs)),
    }));
  } finally {
    await stop();
  }
}

/** Ours, at as many clients as a peer. It has no form without limits. */
const ownBeside = (rates: readonly Rate[], peer: Rate): Rate | undefined =>
  rates.find(
    ({ server, endpoint, clients, login }) =>
      server === ours &&
      endpoint === peer.endpoint &&
      clients === peer.clients &&
      (login === 'whole') === (peer.login === 'whole'),
  );

/** How many times a peer's calls per second and per CPU second this project makes. */
function ratiosTo(rates: readonly Rate[], peer: Rate): readonly string[] {
  const { perSecond = Number.NaN, cpuMs = Number.NaN } = ownBeside(rates, peer) ?? {};
  return [times(perSecond / peer.perSecond), times(peer.cpuMs / cpuMs)];
}

const additions = { whole: '', unhashed: ', without hashing', bare: ', without hashing and limits' } as const;
const nameOf = ({ server, login }: Rate) => `${server}${additions[login]}`;

export const http: Part = {
  name: 'http',
  run: async (tell, effort) => {
    const rates = await measure(tell, effort);
    const shown = rates.filter(({ clients, endpoint }) => clients === 16 && endpoint === 'user-get-token');
    return {
      title: 'The whole service beside two that one would write instead',
      notes: [
        `Each is one process on this machine, called by autocannon; DynamoDB (dynalite) and RongCloud (the emulator) run in one other process, the same for all. ${canPin ? 'The services have one core for themselves, as a Lambda environment has less than one.' : 'This system cannot give the services a core of their own, so the neighbours share in the figures.'} The peers are Express and Fastify with the official rongcloud-sdk, the argon2 package and rate-limiter-flexible on the same users and hashes (test/bench/peers). Medians of interleaved rounds. CPU is that of the service's own process, with its threads.`,
        'Like is compared with like: with hashing, each call of each service computes one Argon2id of 12 MiB and three passes on the same stored hash, here by @node-rs/argon2, there by the argon2 package. Without hashing, a peer leaves the check out, and this project is handed the result of the hash. Failed logins are limited by all, in DynamoDB: this project reads three items for it in the request that reads the account, and the chatroom for a query; a peer makes two reads, as the documentation of rate-limiter-flexible shows. The peers without limits do less than this project does. A token is cached by this project; a peer asks RongCloud each time, as its endpoint is written.',
      ],
      tables: [
        {
          head: [
            'endpoint',
            'clients',
            'service',
            'calls/s',
            'p99 ms',
            'CPU ms per call',
            'this project is',
            'by CPU',
          ],
          rows: rates.map((rate) => [
            rate.endpoint,
            rate.clients,
            nameOf(rate),
            figure(rate.perSecond),
            figure(rate.p99Ms),
            figure(rate.cpuMs),
            ...ratiosTo(rates, rate),
          ]),
        },
      ],
      plots: {
        http: barChart({
          title: 'user_get_token, 16 clients, calls a second on this machine',
          write: (perSecond) => `${figure(perSecond)} /s`,
          parts: { 'calls a second': colours.ours },
          bars: shown.map((rate) => ({ name: nameOf(rate), values: [rate.perSecond] })),
        }),
      },
    };
  },
};
