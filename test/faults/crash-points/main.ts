import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startWorker } from '../worker-process.ts';

const root = join(import.meta.dirname, '../../..');

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(randomInt(2 ** 30)) },
  },
});

const worker = startWorker(root);
for (let round = 0; round < Number(values.rounds); round += 1) {
  const seed = Number(values.seed) + round;
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
