import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints, scheduled } from '../../functions/endpoints.ts';
import { type Bundles, bundleFunctions } from '../../lib/cloud/bundling.ts';

// A bundle is read and compiled at every cold start, so what it weighs is paid in milliseconds. A budget that is
// met with a lot to spare is to be lowered; one that is exceeded says that something came along unasked.

/** As esbuild counts. */
const KB = 1_024;

const budgets = {
  'user-get-token': 405 * KB,
  'chatroom-create': 410 * KB,
  'chatroom-join': 405 * KB,
  'chatroom-destroy': 405 * KB,
  'chatroom-query': 230 * KB,
  reconcile: 380 * KB,
} as const;

describe('the bundles', () => {
  let folder: string;
  let bundles: Bundles;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'im-gateway-bundles-'));
    bundles = await bundleFunctions(Object.keys(budgets), folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('have a budget each', () => {
    expect(Object.keys(budgets)).toEqual([...Object.keys(endpoints), ...Object.keys(scheduled)]);
  });

  it.each(Object.entries(budgets))('%s stays within %i bytes', (name, bytes) => {
    expect(bundles.get(name)?.bytes).toBeLessThanOrEqual(bytes);
  });
});
