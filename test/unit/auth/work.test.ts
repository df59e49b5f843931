import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dummyHashOf, failedCheck, mostExpensive } from '../../../functions/auth/passwords/hash-cost.ts';
import { parseStoredHash } from '../../../functions/auth/passwords/parse-hash.ts';
import type { StoredHash } from '../../../functions/auth/passwords/stored-hash.ts';
import vectors from '../../support/django/vectors.json' with { type: 'json' };

const tag = Buffer.alloc(32).toString('base64');
const bare = tag.replace(/=+$/, '');

function hash(text: string): StoredHash {
  const parsed = parseStoredHash(text);
  if (parsed === undefined) throw new Error(`no hash: ${text}`);
  return parsed;
}

const argon2 = (variant: string, cost: string) => hash(`argon2$${variant}$v=19$${cost}$c29tZXNhbHQ$${bare}`);
const pbkdf2 = (iterations: number) => hash(`pbkdf2_sha256$${iterations}$salt$${tag}`);
const bcrypt = (rounds: number) => hash(`bcrypt$$2b$${String(rounds).padStart(2, '0')}$${'A'.repeat(53)}`);
const scrypt = (p: number) => hash(`scrypt$16384$salt$8$${p}$${Buffer.alloc(64).toString('base64')}`);

const imported = [
  argon2('argon2id', 'm=19456,t=2,p=1'),
  argon2('argon2id', 'm=102400,t=2,p=8'),
  argon2('argon2i', 'm=512,t=2,p=2'),
  argon2('argon2i', 'm=19456,t=2,p=1'),
  argon2('argon2i', 'm=512,t=2,p=2'),
  pbkdf2(1_000),
  pbkdf2(600_000),
  pbkdf2(260_000),
  bcrypt(12),
  bcrypt(10),
  bcrypt(12),
  scrypt(1),
  scrypt(5),
];

function workByKind(hashes: readonly StoredHash[]) {
  const sums: Record<string, number> = {};
  for (const { kind, work } of hashes) sums[kind] = (sums[kind] ?? 0) + work;
  return sums;
}

const workOfFailedCheck = (checked: StoredHash) => workByKind(failedCheck(mostExpensive(imported), checked));

const everyKind = {
  'argon2id m=19456,t=2,p=1': 1,
  'argon2id m=102400,t=2,p=8': 1,
  'argon2i m=512,t=2,p=2': 1,
  'argon2i m=19456,t=2,p=1': 1,
  pbkdf2_sha256: 600_000,
  'bcrypt 2^12': 1,
  'bcrypt 2^10': 1,
  'scrypt N=16384,r=8,p=1': 1,
  'scrypt N=16384,r=8,p=5': 1,
};

describe('what a wrong password costs', () => {
  it('is one hash of each kind, and the most PBKDF2 iterations of any stored hash, if there is no user', () => {
    expect(workByKind(failedCheck(mostExpensive(imported), undefined))).toEqual(everyKind);
  });

  it.each(imported)('is the same if the stored hash is one that was imported (%#)', (checked) => {
    expect(workOfFailedCheck(checked)).toEqual(everyKind);
  });

  it('is the same to the iteration for any cheaper PBKDF2', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000 }), (iterations) => {
        expect(workOfFailedCheck(pbkdf2(iterations))).toEqual(everyKind);
      }),
    );
  });

  it('is the same for a plain digest, which costs nothing itself', () => {
    expect(workOfFailedCheck(hash(`md5$s$${'0'.repeat(32)}`))).toEqual({ ...everyKind, digest: 0 });
  });

  it('includes a stored hash whose cost is not recorded', () => {
    expect(workOfFailedCheck(argon2('argon2id', 'm=64,t=1,p=1'))).toEqual({
      ...everyKind,
      'argon2id m=64,t=1,p=1': 1,
    });
    expect(workOfFailedCheck(pbkdf2(700_000))).toEqual({ ...everyKind, pbkdf2_sha256: 700_000 });
  });
});

describe('the dummy of an imported hash', () => {
  it.each(vectors.filter(({ encoded }) => !/^(sha1|md5)\$/.test(encoded)))(
    'has the cost of $encoded, and nothing of its tag',
    ({ encoded }) => {
      const dummy = dummyHashOf(encoded);
      const { kind, work } = hash(encoded);
      expect(hash(dummy)).toMatchObject({ kind, work });
      expect(dummy.split('$').at(-1)).toMatch(/^A+=*$/);
    },
  );
});
