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
import type { Order, Rounds } from './warm-process.ts';

const rounds = 12;
/** What has run a hundred times is still being compiled; a warm environment has answered thousands of calls. */
const uncountedRounds = 15;
const callsPerRound = 20;

/** The rounds of one warm process; in a group of processes with a CPU share, where one is given. */
export async function measureWarm(
  tell: (progress: string) => void,
  { rounds: counted, uncountedRounds }: Pick<Order, 'rounds' | 'uncountedRounds'>,
  cpuGroup?: CpuGroup,
): Promise<Rounds> {
  const backends = await startBackends();
  try {
    const names = Object.keys(endpoints) as EndpointName[];
    const bundles = await bundleFunctions(backends.folder, 'arm64', names);
    for (const name of names) await copyFile(hostAddon(), join(bundles(name), addonFile));
    const { account, room } = backends;
    const order: Order = {
      bundles: Object.fromEntries(
        names.map((name) => [name, join(bundles(name), bundleFile)]),
      ) as Order['bundles'],
      account,
      room,
      rounds: counted,
      uncountedRounds,
      callsPerRound,
    };
    const program = join(import.meta.dirname, 'warm-process.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(order)], {
      env: { ...backends.environment, PATH: process.env.PATH },
    });
    if (cpuGroup !== undefined) writeFileSync(join(cpuGroup.folder, 'cgroup.procs'), String(child.pid));
    child.stderr.setEncoding('utf8').on('data', (line: string) => tell(line.trim()));
    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return JSON.parse(output);
  } finally {
    await backends.stop();
  }
}

const hashAlone = 'one hash alone';

export const warm: Part = {
  name: 'warm',
  run: async (tell, effort) => {
    const counts = { rounds: scaled(effort, rounds, 2), uncountedRounds };
    const measured = await measureWarm(tell, counts);
    const cpuOfHash = measured[hashAlone]?.map(({ cpuMs }) => cpuMs) ?? [];
    const results = Object.entries(measured).map(([name, of]) => {
      const latencies = of.flatMap(({ latenciesMs }) => latenciesMs);
      const cpuMs = median(of.map((round) => round.cpuMs));
      return {
        name,
        p50Ms: quantile(latencies, 0.5),
        p90Ms: quantile(latencies, 0.9),
        cpuMs,
        cpuPerHash: median(of.map((round, index) => round.cpuMs / (cpuOfHash[index] ?? Number.NaN))),
      };
    });
    return {
      title: 'Warm calls',
      notes: [
        'The bundles as they are deployed, in one process at full speed, one call at a time; DynamoDB and RongCloud answer over TLS on this machine, so the latencies are this machine’s and hold what those take here. CPU is that of the process alone. Medians over interleaved rounds; the last column is against one Argon2id of 12 MiB and three passes in the same round.',
      ],
      tables: [
        {
          head: ['call', 'p50 ms', 'p90 ms', 'CPU ms', 'CPU / one hash'],
          rows: results.map(({ name, p50Ms, p90Ms, cpuMs, cpuPerHash }) => [
            name,
            figure(p50Ms),
            figure(p90Ms),
            figure(cpuMs),
            figure(cpuPerHash),
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
