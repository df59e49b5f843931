import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStoredHash } from '../../../functions/shared/credentials/password.ts';
import type { StoredHash } from '../../../functions/shared/credentials/stored-hash.ts';
import { dearest, specimenOf, stillOwed, workOf } from '../../../functions/shared/credentials/work.ts';
import vectors from '../../support/django/vectors.json' with { type: 'json' };

const tag = Buffer.alloc(32).toString('base64');
const bare = tag.replace(/=+$/, '');

function hash(text: string): StoredHash {
  const parsed = parseStoredHash(text);
  if (parsed === undefined) throw new Error(`no hash: ${text}`);
  return parsed;
}

const argon2 = (memoryKib: number, passes: number) =>
  hash(`$argon2id$v=19$m=${memoryKib},t=${passes},p=1$c29tZXNhbHQ$${bare}`);
const pbkdf2 = (iterations: number) => hash(`pbkdf2_sha256$${iterations}$salt$${tag}`);
const bcrypt = (rounds: number) => hash(`bcrypt$$2b$${String(rounds).padStart(2, '0')}$${'A'.repeat(53)}`);
const scrypt = (p: number) => hash(`scrypt$16384$salt$8$${p}$${Buffer.alloc(64).toString('base64')}`);

const specimens = dearest([argon2(19_456, 2), pbkdf2(600_000), bcrypt(12), scrypt(5), pbkdf2(1_000)]);

/** What a check costs in all, by scheme. */
function costs(checked: StoredHash | undefined) {
  const made = [...(checked === undefined ? [] : [checked]), ...stillOwed(specimens, checked)];
  const sums = new Map<string, number>();
  for (const one of made) sums.set(one.scheme, (sums.get(one.scheme) ?? 0) + workOf(one));
  return sums;
}

const anyWeaker = fc.oneof(
  fc
    .record({ memoryKib: fc.integer({ min: 512, max: 19_456 }), passes: fc.constant(1) })
    .map((cost) => argon2(cost.memoryKib, cost.passes)),
  fc.integer({ min: 1, max: 600_000 }).map(pbkdf2),
  fc.integer({ min: 4, max: 12 }).map(bcrypt),
  fc.integer({ min: 1, max: 5 }).map(scrypt),
);

describe('what a wrong password costs', () => {
  it('is the same for no user and for any hash that is not dearer than the specimens', () => {
    const unknown = costs(undefined);
    expect([...unknown.keys()].sort()).toEqual(['argon2', 'bcrypt', 'pbkdf2_sha256', 'scrypt']);
    fc.assert(
      fc.property(anyWeaker, (weaker) => {
        for (const [scheme, work] of costs(weaker)) {
          expect(work / (unknown.get(scheme) ?? 0)).toBeCloseTo(1, 2);
        }
      }),
    );
  });

  it('is the same for a plain digest, which costs nothing itself', () => {
    const { digest, ...rest } = Object.fromEntries(costs(hash(`md5$s$${'0'.repeat(32)}`)));
    expect(digest).toBe(0);
    expect(rest).toEqual(Object.fromEntries(costs(undefined)));
  });
});

describe('the specimen of an imported hash', () => {
  it.each(vectors.filter(({ encoded }) => !/^(sha1|md5)\$/.test(encoded)))(
    'costs what $encoded costs, and holds nothing of its tag',
    ({ encoded }) => {
      const specimen = specimenOf(encoded);
      expect(workOf(hash(specimen))).toBe(workOf(hash(encoded)));
      expect(specimen.split('$').at(-1)).toMatch(/^A+=*$/);
    },
  );
});
