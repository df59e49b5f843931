import { expect, it } from 'vitest';
import { importedHashCache } from '../../../functions/auth/passwords/imported-hash-cache.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { manualClock } from '../../support/manual-clock.ts';

it('reads the costs once a minute, and after a failed read uses the last ones and tries again', async () => {
  const clock = manualClock();
  const deps = { ...processDeps, clock, output: () => {} };
  let reads = 0;
  let isDown = false;
  const hashes = importedHashCache(deps, async () => {
    reads += 1;
    if (isDown) throw new Error('out of reach');
    return [`hash${reads}`];
  });
  expect(await hashes(0)).toEqual(['hash1']);
  await clock.advance(59_999);
  expect(await hashes(0)).toEqual(['hash1']);
  isDown = true;
  await clock.advance(1);
  expect([await hashes(0), await hashes(0), reads]).toEqual([['hash1'], ['hash1'], 3]);
  isDown = false;
  expect(await hashes(0)).toEqual(['hash4']);
});
