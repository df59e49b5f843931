import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHistories } from './run.ts';
import { startWorker } from './worker-process.ts';

const root = join(import.meta.dirname, '../..');

const seed = randomInt(2 ** 30);

it('300 histories of calls, crashes and faults break no promise to a caller', async () => {
  const { histories, failure } = await runHistories({ histories: 300, seed, blockLength: 150 });
  expect(failure?.report, `seed ${failure?.seed}`).toBeUndefined();
  expect(histories).toBe(300);
});

it('DynamoDB returns the same results as the tables in memory, in 10 histories', async () => {
  const worker = startWorker(root);
  try {
    const { violation, tally } = await worker.run({ seed, histories: 10, shrinks: false, isShadowed: true });
    expect(violation?.message, `seed ${seed}`).toBeUndefined();
    expect(tally.databaseCalls).toBeGreaterThan(100);
  } finally {
    worker.end();
  }
});
