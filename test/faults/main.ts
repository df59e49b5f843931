import { randomInt } from 'node:crypto';
import { Command } from 'commander';
import { wholeNumber } from '../../lib/emulator/command-line.ts';
import { runProgram } from '../../lib/operator/command-line.ts';
import { markdownTable } from '../bench/report/report.ts';
import { runHistories } from './run.ts';
import { byCommand, type Counts } from './tally.ts';

const program = new Command('npm run test:faults --')
  .description('Runs random histories with faults of DynamoDB and RongCloud: see docs/fault-runs.md.')
  .option('--histories <n>', 'number of histories', wholeNumber(1, 10_000_000), 5_000)
  .option('--seed <n>', 'repeats a run', wholeNumber(0, 2 ** 32), randomInt(2 ** 31))
  .option('--workers <n>', 'number of processes', wholeNumber(1, 64));
await runProgram(program);
const { histories, seed, workers } = program.opts<{ histories: number; seed: number; workers?: number }>();
const startedAt = performance.now();

const { tally, failure, ...result } = await runHistories({
  histories,
  seed,
  ...(workers === undefined ? {} : { workers }),
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
