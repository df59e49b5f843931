import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { markdownTable } from '../bench/report/report.ts';
import { runHistories } from './run.ts';
import { byCommand, type Counts } from './tally.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    workers: { type: 'string' },
  },
});
const histories = Number(values.histories);
const seed = Number(values.seed);
const startedAt = performance.now();

const { tally, failure, ...result } = await runHistories({
  histories,
  seed,
  ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
  onProgress: (done) => process.stderr.write(`\r${done} of ${histories} histories`),
});

const minutes = (performance.now() - startedAt) / 60_000;
const many = (count: number) => count.toLocaleString('en');
const byCount = (counts: Counts) => Object.entries(counts).sort(([, a], [, b]) => b - a);
const listed = (counts: Counts) =>
  byCount(counts)
    .map(([name, times]) => `${name} ${many(times)}`)
    .join(', ');
const verdict = failure === undefined ? 'no violation' : 'a violation';

// As docs/fault-runs.md keeps it.
process.stderr.write('\n');
console.log(
  `Seed ${seed}: ${many(result.histories)} histories in ${minutes.toFixed(0)} minutes, ${verdict}.`,
);
console.log(`Calls to DynamoDB ${many(tally.databaseCalls)}, to RongCloud ${many(tally.rongCloudCalls)}.\n`);
const answers = Object.entries(byCommand(tally.answers));
console.log(
  markdownTable({
    head: ['Call', 'Answers'],
    rows: answers.map(([name, counts]) => [name, listed(counts)]),
  }),
);
console.log(
  `\n${markdownTable({ head: ['Fault', 'Times'], rows: byCount(tally.faults).map(([name, times]) => [name, many(times)]) })}`,
);
if (failure !== undefined) {
  console.log(`\n${failure.report}`);
  console.log(`\nAgain: npm run test:faults -- --seed ${failure.seed} --histories 250 --workers 1`);
  process.exitCode = 1;
}
