import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('has nothing of AWS in a bundle of its own', async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, '../../../functions/rongcloud/client.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  expect([...new Set(packages)].toSorted()).toEqual(['undici', 'zod']);
});
