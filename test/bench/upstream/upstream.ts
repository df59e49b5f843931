import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../support/certificates.ts';
import { figure, type Part, scaled, times } from '../report/report.ts';
import { median, pairedRatio } from '../statistics.ts';
import type { Start as CallerStart, Measured, Order } from './caller.ts';
import type { ContenderName } from './contenders.ts';
import type { Start as UpstreamStart } from './upstream-process.ts';

const rounds = 5;
const forMs = 600;
const warmUpMs = 200;
const inFlights = [1, 50] as const;
const protocols = ['http', 'https'] as const;
const contenderNames = [
  'bare',
  'bareRenewed',
  'ours',
  'official',
] as const satisfies readonly ContenderName[];

const shownNames: Readonly<Record<ContenderName, string>> = {
  ours: 'this project',
  official: 'rongcloud-sdk 3.1.1',
  bare: 'bare: undici Pool and SHA-1',
  bareRenewed: 'bare, 80 calls to a connection',
};

interface Caller {
  readonly contender: ContenderName;
  readonly protocol: (typeof protocols)[number];
  run(order: Order): Promise<Measured>;
}

/** What a process says next. @throws where it ends instead */
async function next(child: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const { signal } = heard;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    heard.abort();
    ended.catch(() => {});
  }
}

/** The emulator and a process for each contender and protocol, which trust the emulator's certificate. */
async function startProcesses() {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'im-gateway-bench-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const tls = makeCertificate();
  const trusted = join(folder, 'trusted.pem');
  await writeFile(trusted, tls.cert);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: trusted };
  const start = (file: string, options: UpstreamStart | CallerStart) => {
    const child = fork(join(import.meta.dirname, file), [JSON.stringify(options)], { env });
    starting.defer(() => child.disconnect());
    return child;
  };

  const account = { appKey: 'bench-key', appSecret: 'bench-secret' };
  const emulator = start('upstream-process.ts', { account, tls });
  const origins = (await next(emulator)) as readonly string[];
  const callers = protocols.flatMap((protocol, index) =>
    contenderNames.map((contender): Caller => {
      const upstream = { ...account, origin: origins[index] ?? '' };
      const child = start('caller.ts', { contender, upstream });
      return {
        contender,
        protocol,
        run: async (order) => {
          child.send(order);
          return (await next(child)) as Measured;
        },
      };
    }),
  );
  const running = starting.move();
  return { callers, stop: () => running.disposeAsync() };
}

/** One contender over one protocol at one number in flight, round by round. */
interface Series extends Pick<Caller, 'contender' | 'protocol'> {
  readonly inFlight: number;
  readonly measured: readonly Measured[];
}

/** In turn, so that what slows the machine slows all of them. */
async function measure(tell: (progress: string) => void, count: number): Promise<readonly Series[]> {
  const { callers, stop } = await startProcesses();
  try {
    const series = inFlights.flatMap((inFlight) =>
      callers.map((caller) => ({ caller, inFlight, measured: [] as Measured[] })),
    );
    tell('warming up');
    for (const { caller, inFlight } of series) await caller.run({ inFlight, forMs: warmUpMs });
    for (let round = 1; round <= count; round += 1) {
      tell(`round ${round} of ${count}`);
      for (const { caller, inFlight, measured } of series)
        measured.push(await caller.run({ inFlight, forMs }));
    }
    return series.map(({ caller: { contender, protocol }, ...rest }) => ({ contender, protocol, ...rest }));
  } finally {
    await stop();
  }
}

/** Medians, and to the bare pool and the official SDK beside it. */
function resultOf(one: Series, all: readonly Series[]) {
  const besides = (contender: ContenderName) =>
    all.find(
      (other) =>
        other.contender === contender && other.protocol === one.protocol && other.inFlight === one.inFlight,
    )?.measured ?? [];
  const speeds = (measured: readonly Measured[]) => measured.map(({ callsPerSecond }) => callsPerSecond);
  const costs = (measured: readonly Measured[]) => measured.map(({ cpuUsPerCall }) => cpuUsPerCall);
  const { contender, protocol, inFlight, measured } = one;
  return {
    contender,
    protocol,
    inFlight,
    callsPerSecond: median(speeds(measured)),
    cpuUsPerCall: median(costs(measured)),
    cpuToBare: pairedRatio(costs(measured), costs(besides('bare'))),
    cpuToBareRenewed: pairedRatio(costs(measured), costs(besides('bareRenewed'))),
    speedToBare: pairedRatio(speeds(measured), speeds(besides('bare'))),
    speedToOfficial: pairedRatio(speeds(measured), speeds(besides('official'))),
  };
}

type Result = ReturnType<typeof resultOf>;

const row = (result: Result) => [
  shownNames[result.contender],
  result.protocol,
  result.inFlight,
  figure(result.callsPerSecond),
  times(result.speedToBare),
  times(result.speedToOfficial),
  figure(result.cpuUsPerCall),
  times(result.cpuToBare),
  times(result.cpuToBareRenewed),
];

export const upstream: Part = {
  name: 'upstream',
  run: async (tell, effort) => {
    const series = await measure(tell, scaled(effort, rounds, 2));
    const results = series.map((one) => resultOf(one, series));
    return {
      title: 'Calls to RongCloud',
      notes: [
        `The same call (/chatroom/users/exist.json) to the emulator, which runs in a process of its own, as does each client; a client's CPU is that of its whole process. ${rounds} rounds of ${forMs} ms in turn; medians, and medians of the ratios within a round. Where many calls are in flight the emulator's own core is the limit of the fastest, so that CPU says more than calls per second.`,
        'The bare pool signs each call and parses the answer, and has no time limit, retry, or check of the answer. RongCloud asks for new connections after 80 calls, which over TLS costs a handshake: ours does so, hence the second bare pool. The official SDK opens a connection for each call and signs once per process.',
      ],
      tables: [
        {
          head: [
            'client',
            'over',
            'in flight',
            'calls/s',
            '/ bare',
            '/ official',
            'CPU µs per call',
            '/ bare',
            '/ bare, 80 calls',
          ],
          rows: results.map(row),
        },
      ],
      plots: {},
    };
  },
};
