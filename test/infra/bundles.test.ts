import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleFile } from '../../lib/cloud/bundling.ts';
import { bundledFunctions } from '../support/cloud-assembly.ts';

/**
 * Bytes. A bundle is read and compiled at every cold start, so what it weighs is paid in milliseconds. A budget
 * that is met with a lot to spare is to be lowered; one that is exceeded says that something came along unasked.
 */
const budgets = {
  'user-get-token': 261_000,
  'chatroom-create': 266_000,
  'chatroom-join': 265_000,
  'chatroom-destroy': 262_000,
  'chatroom-query': 234_000,
  reconcile: 390_000,
  'api-docs': 60_000,
  probe: 205_000,
  'release-check': 330_000,
} as const;

describe('the bundles', () => {
  let bundles: ReadonlyMap<string, Bundle>;
  beforeAll(async () => {
    bundles = await bundledFunctions();
  }, 60_000);
  const codeOf = (name: string) => readFileSync(`${bundles.get(name)?.folder}/${bundleFile}`, 'utf8');

  it('are one to a function', () => {
    expect([...bundles.keys()].toSorted()).toEqual(Object.keys(budgets).toSorted());
  });

  it.each(Object.entries(budgets))('%s has at most %d bytes', (name, bytes) => {
    expect(bundles.get(name)?.bytes).toBeLessThanOrEqual(bytes);
  });

  it('hold the code, the rarer hashes where passwords are checked, and no source map', () => {
    for (const [name, { folder }] of bundles) {
      // Its own test looks into the folder of its files.
      if (name === 'api-docs') continue;
      const isLogin = name !== 'reconcile' && name !== 'probe' && name !== 'release-check';
      expect(readdirSync(folder)).toEqual(isLogin ? ['argon2.cjs', 'bcrypt.cjs', bundleFile] : [bundleFile]);
      expect(codeOf(name).includes('sourceMappingURL')).toBe(false);
    }
  });

  it('keep their source maps beside', () => {
    const [{ sourceMap } = { sourceMap: '' }] = bundles.values();
    expect(readdirSync(dirname(sourceMap)).toSorted()).toEqual(
      Object.keys(budgets)
        .map((name) => `${name}.mjs.map`)
        .toSorted(),
    );
  });

  it('carry no RongCloud client where RongCloud is not called', () => {
    const isCarried = (name: string) => /\/user\/getToken\.json|\/chatroom\/|App-Key/.test(codeOf(name));
    expect([isCarried('user-get-token'), isCarried('chatroom-query')]).toEqual([true, false]);
  });

  it('carry of the calls to RongCloud only those that they make', () => {
    const code = codeOf('user-get-token');
    const calls = ['/user/getToken.json', '/user/refresh.json', '/user/info.json'];
    expect(calls.filter((call) => code.includes(call))).toEqual(['/user/getToken.json']);
  });

  it('look for credentials nowhere but in the environment', () => {
    const others = /AWS_WEB_IDENTITY|AWS_CONTAINER_CREDENTIALS/;
    expect([...bundles.keys()].filter((name) => others.test(codeOf(name)))).toEqual([]);
  });
});
