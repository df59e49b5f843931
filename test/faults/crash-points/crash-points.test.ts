import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startWorker } from '../worker-process.ts';

it('a function may die at each of its calls: nothing is lost, doubled or orphaned', async () => {
  const seed = randomInt(2 ** 30);
  const worker = startWorker(join(import.meta.dirname, '../../..'));
  try {
    const { counts, violation } = await worker.runCrashPoints(seed);
    expect(violation?.report, `seed ${seed}`).toBeUndefined();
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  } finally {
    worker.end();
  }
}, 120_000);
