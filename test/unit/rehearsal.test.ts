import { expect, it } from 'vitest';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { rehearse } from '../../functions/http/jit-warm-up.ts';
import { processDeps } from '../../functions/platform/deps.ts';

const names = Object.keys(endpoints) as EndpointName[];

it.each(names)('a start of %s rehearses a login that succeeds, and tells nobody of it', async (name) => {
  const lines: unknown[] = [];
  const deps = { ...processDeps, environment: {}, output: () => lines.push('a line') };
  await expect(rehearse(deps, name, Date.now() + 1_000)).resolves.toBeUndefined();
  expect(lines).toEqual([]);
});
