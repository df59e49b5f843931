import { barChart } from '../report/bar-chart.ts';
import { figure, type Part, scaled, times } from '../report/report.ts';
import { colours } from '../report/svg.ts';
import { median, pairedRatio } from '../statistics.ts';
import { startBackends } from './backends.ts';
import { cpuGroupOf } from './cpu-group.ts';
import { type Start, startProcess } from './start-process.ts';
import { compared, empty, makeVariants, ordinary, unopened, type Variant } from './variants.ts';

const rounds = 11;
const memoryMb = 512;

/** What is kept of one variant. */
interface Result {
  readonly name: string;
  readonly bytes: number;
  readonly loadMs: number;
  readonly firstMs: number;
  readonly secondMs: number;
  readonly cpuMs: number;
  readonly residentMb: number;
  /** CPU to the empty handler's, start by start. */
  readonly ratio: number;
  readonly residentRatio: number;
  /** The first reply to that of the start beside it which did not open its connections; where there is one. */
  readonly firstToUnopened: number | undefined;
}

const firstOf = ({ requestMs: [first = 0] }: Start) => first;

type Starts = ReadonlyMap<string, readonly Start[]>;

function resultOf({ name, bytes, endpoint, opensConnections }: Variant, all: Starts): Result {
  const starts = all.get(name) ?? [];
  const nothing = all.get(empty) ?? [];
  const besides = opensConnections ? all.get(unopened(endpoint)) : undefined;
  const of = (pick: (start: Start) => number) => median(starts.map(pick));
  const toNothing = (pick: (start: Start) => number) => pairedRatio(starts.map(pick), nothing.map(pick));
  return {
    name,
    bytes,
    loadMs: of(({ loadMs }) => loadMs),
    firstMs: of(firstOf),
    secondMs: of(({ requestMs: [, second = 0] }) => second),
    cpuMs: of(({ cpuMs }) => cpuMs),
    residentMb: of(({ residentBytes }) => residentBytes / 1e6),
    ratio: toNothing(({ cpuMs }) => cpuMs),
    residentRatio: toNothing(({ residentBytes }) => residentBytes),
    firstToUnopened: besides && pairedRatio(starts.map(firstOf), besides.map(firstOf)),
  };
}

/** Fresh processes in turn, so that what slows the machine slows all of them. */
async function measure(tell: (progress: string) => void, count: number) {
  const backends = await startBackends();
  const cpuGroup = cpuGroupOf(memoryMb);
  try {
    const variants = await makeVariants(backends.folder);
    const starts = new Map<string, Start[]>(variants.map(({ name }) => [name, []]));
    for (let round = 1; round <= count; round += 1) {
      tell(`round ${round} of ${count}`);
      for (const variant of variants) {
        starts.get(variant.name)?.push(await startProcess(variant, backends, cpuGroup));
      }
    }
    const results = variants.map((variant) => resultOf(variant, starts));
    return { results, isThrottled: cpuGroup !== undefined };
  } finally {
    cpuGroup?.remove();
    await backends.stop();
  }
}

const row = ({ name, bytes, ...of }: Result) => [
  name,
  figure(bytes / 1_000),
  figure(of.loadMs),
  figure(of.firstMs),
  figure(of.secondMs),
  times(of.ratio),
  times(of.residentRatio),
];

const shownNames: Readonly<Record<(typeof compared)[number], string>> = {
  'user-get-token': 'token',
  'chatroom-query': 'query',
};

function plot(results: readonly Result[]): string {
  const bar = (name: string, of: string) => {
    const result = results.find((one) => one.name === of);
    return { name, values: [result?.loadMs ?? 0, result?.firstMs ?? 0] };
  };
  return barChart({
    title: 'Cold start: from loading the code to the first reply',
    write: (ms) => `${figure(ms)} ms`,
    parts: { 'start (full speed)': colours.axis, 'first reply (CPU share of 512 MB)': colours.ours },
    bars: [
      ...compared.flatMap((name) => [
        bar(`${shownNames[name]}, this project`, name),
        bar('… its connections not opened at start', unopened(name)),
        bar('… written the ordinary way', ordinary(name)),
        { name: '', values: [] },
      ]),
      bar('an empty handler', empty),
    ],
  });
}

export const cold: Part = {
  name: 'cold',
  run: async (tell, effort) => {
    const { results, isThrottled } = await measure(tell, scaled(effort, rounds, 2));
    const share = isThrottled
      ? `the CPU share that Lambda gives to ${memoryMb} MB`
      : 'full speed, because this machine gives no process a CPU share';
    return {
      title: 'Cold start',
      notes: [
        `Fresh Node processes: load the bundle at full speed, as Lambda does, then two requests at ${share}. DynamoDB, Secrets Manager and RongCloud answer over TLS on this machine. Medians; CPU and memory as ratios to the empty handler started beside it. CPU is that of the whole process, Node's own start included.`,
        'The password hash is left out everywhere, as it is the same everywhere. "Ordinary" is the same endpoint with the document client, whole undici, zod and the Powertools logger, bundled by esbuild as CDK and SAM do (test/bench/ordinary).',
      ],
      tables: [
        {
          head: ['handler', 'KB', 'load ms', 'first reply ms', 'second ms', 'CPU / empty', 'memory / empty'],
          rows: results.map(row),
        },
      ],
      plots: { cold: plot(results) },
    };
  },
};
