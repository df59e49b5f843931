import { expect, it } from 'vitest';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { rehearse } from '../../functions/http/jit-warm-up.ts';
import { processRuntime } from '../../functions/platform/deps.ts';

const names = Object.keys(endpoints) as EndpointName[];

it.each(names)('a start of %s rehearses a login that succeeds, and tells nobody of it', async (name) => {
  const lines: unknown[] = [];
  const runtime = { ...processRuntime, environment: {}, output: () => lines.push('a line') };
  await expect(rehearse(runtime, name, Date.now() + 1_000)).resolves.toBeUndefined();
  expect(lines).toEqual([]);
});
