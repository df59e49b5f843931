import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../lib/cloud/bundling.ts';
import { bundledFunctions } from '../support/cloud-assembly.ts';

/** Kilobytes, a little above what each has: who goes beyond has to say why. */
const budgets = {
  'user-get-token': 500,
  'chatroom-create': 500,
  'chatroom-join': 500,
  'chatroom-destroy': 500,
  'chatroom-query': 275,
  reconcile: 480,
  'api-docs': 60,
  probe: 205,
} as const;

describe('the bundles', () => {
  let bundles: ReadonlyMap<string, Bundle>;
  beforeAll(async () => {
    bundles = await bundledFunctions();
  }, 60_000);
  const codeOf = (name: string) => readFileSync(`${bundles.get(name)?.folder}/index.js`, 'utf8');

  it('are one to a function', () => {
    expect([...bundles.keys()].toSorted()).toEqual(Object.keys(budgets).toSorted());
  });

  it.each(Object.entries(budgets))('%s has at most %d KB', (name, kilobytes) => {
    expect(bundles.get(name)?.bytes).toBeLessThanOrEqual(kilobytes * 1_000);
  });

  it('hold the code, the rarer hashes where passwords are checked, and no source map', () => {
    for (const [name, { folder }] of bundles) {
      // Its own test looks into the folder of its files.
      if (name === 'api-docs') continue;
      const isLogin = name !== 'reconcile' && name !== 'probe';
      expect(readdirSync(folder)).toEqual(isLogin ? ['argon2.js', 'bcrypt.js', 'index.js'] : ['index.js']);
      expect(codeOf(name).includes('sourceMappingURL')).toBe(false);
    }
  });

  it('keep their source maps beside', () => {
    const [{ sourceMap } = { sourceMap: '' }] = bundles.values();
    expect(readdirSync(dirname(sourceMap)).toSorted()).toEqual(
      Object.keys(budgets)
        .map((name) => `${name}.js.map`)
        .toSorted(),
    );
  });

  it('carry no RongCloud client where RongCloud is not called', () => {
    const isCarried = (name: string) => /\/user\/getToken\.json|\/chatroom\/|undici/.test(codeOf(name));
    expect([isCarried('user-get-token'), isCarried('chatroom-query')]).toEqual([true, false]);
  });

  it('look for credentials nowhere but in the environment', () => {
    const others = /AWS_WEB_IDENTITY|AWS_CONTAINER_CREDENTIALS/;
    expect([...bundles.keys()].filter((name) => others.test(codeOf(name)))).toEqual([]);
  });
});
