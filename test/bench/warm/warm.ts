import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type EndpointName, endpoints } from '../../../functions/contract/endpoints.ts';
import { addonFile, bundleFile, bundleFunctions } from '../../../lib/cloud/bundling.ts';
import { hostAddon } from '../../support/host-addon.ts';
import { startBackends } from '../cold/backends.ts';
import type { CpuGroup } from '../cold/cpu-group.ts';
import { barChart } from '../report/bar-chart.ts';
import { figure, type Part, scaled } from '../report/report.ts';
import { colours } from '../report/svg.ts';
import { median, quantile } from '../statistics.ts';
import type { CallName, Order, Rounds } from './warm-process.ts';

const rounds = 12;
/** What has run a hundred times is still being compiled; a warm environment has answered thousands of calls. */
const uncountedRounds = 15;
const callsPerRound = 20;

export const callNames = [
  'user-get-token, token cached',
  'user-get-token, no token cached',
  'chatroom-create',
  'chatroom-join',
  'chatroom-destroy',
  'chatroom-query',
] as const satisfies readonly CallName[];

/** Measures each call in a process of its own; in a group of processes with a CPU share, where one is given. */
export async function measureWarm(
  tell: (progress: string) => void,
  counts: Pick<Order, 'rounds' | 'uncountedRounds'>,
  calls: readonly CallName[],
  cpuGroup?: CpuGroup,
): Promise<ReadonlyMap<CallName, Rounds>> {
  const backends = await startBackends();
  try {
    const names = Object.keys(endpoints) as EndpointName[];
    const folders = await bundleFunctions(backends.folder, 'arm64', names);
    for (const name of names) await copyFile(hostAddon(), join(folders(name), addonFile));
    const files = names.map((name) => [name, join(folders(name), bundleFile)]);
    const bundles = Object.fromEntries(files) as Order['bundles'];
    const { account, room } = backends;
    const program = join(import.meta.dirname, 'warm-process.ts');
    const measured = new Map<CallName, Rounds>();
    for (const call of calls) {
      tell(call);
      const order: Order = { call, bundles, account, room, ...counts, callsPerRound };
      const child = spawn(process.execPath, [program, JSON.stringify(order)], {
        env: { ...backends.environment, PATH: process.env.PATH },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (cpuGroup !== undefined) writeFileSync(join(cpuGroup.folder, 'cgroup.procs'), String(child.pid));
      const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      measured.set(call, JSON.parse(output));
    }
    return measured;
  } finally {
    await backends.stop();
  }
}

export const warm: Part = {
  name: 'warm',
  run: async (tell, effort) => {
    const counts = { rounds: scaled(effort, rounds, 2), uncountedRounds };
    const measured = await measureWarm(tell, counts, callNames);
    const results = [...measured].map(([name, { call, hash }]) => {
      const latencies = call.flatMap(({ latenciesMs }) => latenciesMs);
      return {
        name,
        p50Ms: quantile(latencies, 0.5),
        p90Ms: quantile(latencies, 0.9),
        cpuMs: median(call.map(({ cpuMs }) => cpuMs)),
        hashMs: median(hash.map(({ cpuMs }) => cpuMs)),
      };
    });
    return {
      title: 'Warm calls',
      notes: [
        'The bundles as they are deployed, each in a process of its own at full speed, one call at a time; DynamoDB and RongCloud answer over TLS on this machine, so the latencies are this machine’s and hold what those take here. CPU is that of the process alone. Medians over rounds, each with a round of hashes beside it: one Argon2id of 12 MiB and three passes.',
      ],
      tables: [
        {
          head: ['call', 'p50 ms', 'p90 ms', 'CPU ms', 'one hash alone, CPU ms', 'the rest'],
          rows: results.map(({ name, p50Ms, p90Ms, cpuMs, hashMs }) => [
            name,
            figure(p50Ms),
            figure(p90Ms),
            figure(cpuMs),
            figure(hashMs),
            figure(cpuMs - hashMs),
          ]),
        },
      ],
      plots: {
        warm: barChart({
          title: 'CPU time of one warm call',
          write: (ms) => `${figure(ms)} ms`,
          parts: { 'CPU time': colours.ours },
          bars: results.map(({ name, cpuMs }) => ({ name, values: [cpuMs] })),
        }),
      },
    };
  },
};
