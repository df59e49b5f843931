import { memoryMb as chosenMb } from '../../../lib/cloud/service-function.ts';
import { cpuGroupOf } from '../cold/cpu-group.ts';
import { prices } from '../cost/prices.ts';
import { figure, type Part, scaled } from '../report/report.ts';
import { quantile } from '../statistics.ts';
import { measureWarm } from '../warm/warm.ts';

const sizesMb = [512, 768, 896, 1_024, 1_280, 1_769] as const;
const calls = ['user-get-token, token cached', 'chatroom-join', 'chatroom-query'] as const;
const million = 1_000_000;

async function rowOf(memoryMb: number, tell: (progress: string) => void, rounds: number) {
  const cpuGroup = cpuGroupOf(memoryMb);
  if (cpuGroup === undefined) return [memoryMb, ...calls.map(() => '–'), '–', '–'];
  try {
    const measured = await measureWarm(tell, { rounds, uncountedRounds: 5 }, calls, cpuGroup);
    const latencies = calls.map(
      (name) => measured.get(name)?.call.flatMap(({ latenciesMs }) => latenciesMs) ?? [],
    );
    const meanMs = latencies.flat().reduce((sum, ms) => sum + ms, 0) / latencies.flat().length;
    const gbSeconds = (meanMs / 1_000) * (memoryMb / 1_024);
    return [
      memoryMb === chosenMb ? `**${memoryMb}**` : memoryMb,
      ...latencies.map((ms) => `${figure(quantile(ms, 0.5))} / ${figure(quantile(ms, 0.99))}`),
      (gbSeconds * 30_000).toFixed(0),
      `$${(gbSeconds * million * prices.lambdaPerGbSecond).toFixed(2)}`,
    ];
  } finally {
    cpuGroup.remove();
  }
}

export const memory: Part = {
  name: 'memory',
  run: async (tell, effort) => {
    const rows: (string | number)[][] = [];
    for (const memoryMb of sizesMb) {
      rows.push(
        await rowOf(memoryMb, (progress) => tell(`${memoryMb} MB, ${progress}`), scaled(effort, 6, 2)),
      );
    }
    return {
      title: 'Memory size',
      notes: [
        'The bundles as they are deployed, warm, at the CPU share that Lambda gives to each memory size (1,769 MB is one core): a CPU quota in periods of 20 ms. Times in ms, p50 / p99; DynamoDB and RongCloud answer on this machine, so that a trip takes less than on AWS and its waiting costs less. GB-s are those of 30,000 calls, a third of each kind. The size in bold is deployed. Dashes: this machine gives no process a CPU share.',
      ],
      tables: [{ head: ['MB', ...calls, 'GB-s of 30,000', 'Lambda, a million'], rows }],
      plots: {},
    };
  },
};
