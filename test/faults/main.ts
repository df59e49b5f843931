import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runHistories } from './run.ts';

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

const seconds = (performance.now() - startedAt) / 1_000;
process.stderr.write('\n');
console.log(`seed ${seed}: ${result.histories} histories in ${seconds.toFixed(0)} s`);
console.log(`calls to DynamoDB ${tally.databaseCalls}, to RongCloud ${tally.rongCloudCalls}`);
console.table(tally.answers);
console.table(tally.faults);
if (failure === undefined) {
  console.log('no violation');
} else {
  console.log(`\n${failure.report}`);
  console.log(`\nAgain: npm run test:faults -- --seed ${failure.seed} --histories 250 --workers 1`);
  process.exitCode = 1;
}
