import { expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { runLoginPath } from '../../functions/http/jit-warm-up.ts';
import { processDeps } from '../../functions/platform/deps.ts';

it.each(Object.values<EndpointRow>(endpoints))(
  'the init of $name runs the login path with success, and logs nothing',
  async (row) => {
    const lines: unknown[] = [];
    const deps = { ...processDeps, environment: {}, output: () => lines.push('a line') };
    await expect(runLoginPath(deps, row, Date.now() + 1_000)).resolves.toBeUndefined();
    expect(lines).toEqual([]);
  },
);
