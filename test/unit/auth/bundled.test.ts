import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import vectors from '../../support/django/vectors.json' with { type: 'json' };

interface Bundled {
  check(password: string, stored: string): Promise<{ isRight: boolean }>;
  argon2Tags(): Promise<readonly string[]>;
}

const entry = `
import { passwordCheck } from './functions/auth/passwords/password.ts';
import { argon2Implementations } from './functions/auth/passwords/argon2.ts';

export const check = passwordCheck({}, { acceptsWeakDigests: false, importedHashes: async () => [] });
export const argon2Tags = () => Promise.all(Object.values(argon2Implementations).map(async (argon2) => {
  const cost = { memoryKib: 64, passes: 1, parallelism: 1 };
  const input = { ...cost, variant: 'argon2id', password: Buffer.from('x'), salt: Buffer.alloc(16), tagBytes: 32 };
  return (await argon2(input)).toString('hex');
}));
`;

/** One CommonJS file with nothing beside it, as a bundler makes it without the plugins of the stack. */
async function bundle(folder: string): Promise<Bundled> {
  const outfile = join(folder, 'bundle.cjs');
  await build({
    stdin: { contents: entry, resolveDir: join(import.meta.dirname, '../../..'), loader: 'ts' },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  return await import(outfile);
}

describe('the password check in one bundled file', () => {
  it('has with it what it loads only when such a hash is met', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'im-gateway-'));
    try {
      const { check, argon2Tags } = await bundle(folder);
      const bcrypt = vectors.find(({ algorithm }) => algorithm === 'bcrypt_sha256');
      if (bcrypt === undefined) throw new Error('no vector');
      expect((await check(bcrypt.password, bcrypt.encoded)).isRight).toBe(true);
      const [native, webAssembly] = await argon2Tags();
      expect(webAssembly).toBe(native);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
