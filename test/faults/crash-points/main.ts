import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from '../../../lib/emulator/command-line.ts';
import { runProgram } from '../../../lib/operator/command-line.ts';
import { startWorker } from '../worker-process.ts';

const root = join(import.meta.dirname, '../../..');

const program = new Command('npm run test:crash-points --')
  .description('Ends a process at each call that leaves it: see docs/fault-runs.md.')
  .option('--rounds <n>', 'number of rounds', wholeNumber(1, 1_000_000), 20)
  .option('--seed <n>', 'of the first round', wholeNumber(0, 2 ** 32), randomInt(2 ** 30));
await runProgram(program);
const values = program.opts<{ rounds: number; seed: number }>();

const worker = startWorker(root);
for (let round = 0; round < values.rounds; round += 1) {
  const seed = values.seed + round;
  const { counts, violation } = await worker.runCrashPoints(seed);
  if (round === 0) console.table(counts);
  if (violation !== undefined) {
    console.log(`Seed ${seed}: ${violation.report}`);
    console.log(`Again: npm run test:crash-points -- --seed ${seed} --rounds 1`);
    process.exitCode = 1;
    break;
  }
}
if (process.exitCode === undefined)
  console.log(`${values.rounds} rounds from seed ${values.seed}: no violation.`);
worker.end();
