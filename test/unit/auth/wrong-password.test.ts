import { describe, expect, it, vi } from 'vitest';
import type * as parser from '../../../functions/auth/passwords/parse-hash.ts';
import { hashPassword, passwordCheck } from '../../../functions/auth/passwords/password.ts';
import type { StoredHash } from '../../../functions/auth/passwords/stored-hash.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { djangoHash } from '../../support/django-users.ts';

const computed = vi.hoisted((): StoredHash[] => []);

const watched = vi.hoisted(() => (hash: StoredHash): StoredHash => {
  const { isPassword, withWork } = hash;
  return {
    ...hash,
    isPassword: (password) => {
      computed.push(hash);
      return isPassword(password);
    },
    ...(withWork && { withWork: (work) => watched(withWork(work)) }),
  };
});

vi.mock('../../../functions/auth/passwords/parse-hash.ts', async (importOriginal) => {
  const { parseStoredHash } = await importOriginal<typeof parser>();
  return {
    parseStoredHash: (text: string) => {
      const hash = parseStoredHash(text);
      return hash && watched(hash);
    },
  };
});

const today = { memoryKib: 64, passes: 2, parallelism: 1 };
const digest = 'md5$salt$0123456789abcdef0123456789abcdef';

const hashOf = (passwordCost: typeof today) => hashPassword({ ...processDeps, passwordCost }, 'right');

/** A service that imported hashes of three schemes. */
async function setup() {
  const deps = { passwordCost: today };
  const imported = await Promise.all([
    djangoHash.argon2('any'),
    djangoHash.pbkdf2_sha256('any'),
    djangoHash.scrypt('any'),
  ]);
  const check = passwordCheck(deps, { acceptsWeakDigests: true, importedHashes: async () => imported });
  return {
    /** The hashes that are computed for a password, in order. */
    costsOf: async (password: string, stored: string | undefined) => {
      computed.length = 0;
      await check(password, stored, Number.POSITIVE_INFINITY);
      return computed
        .filter(({ work }) => work > 0)
        .map(({ kind, work }) => (work === 1 ? kind : `${kind} ${work}`));
    },
  };
}

const all = ['argon2id m=64,t=2,p=1', 'argon2id m=8,t=1,p=1', 'pbkdf2_sha256 10', 'scrypt N=2,r=1,p=1'];

describe('a wrong password', () => {
  it.each([
    ['there is no such user', async () => undefined],
    ['the hash is of today', () => hashOf(today)],
    ['the hash is an Argon2 of Django', () => djangoHash.argon2('right')],
    ['the hash is a PBKDF2 of Django', () => djangoHash.pbkdf2_sha256('right')],
    ['the hash is a scrypt of Django', () => djangoHash.scrypt('right')],
    ['the hash is a plain digest', async () => digest],
    ['the hash is none', async () => '!'],
  ])('computes the same hashes in the same order if %s', async (_where, stored) => {
    const { costsOf } = await setup();
    expect(await costsOf('wrong', await stored())).toEqual(all);
  });

  it('takes longer if a cost was written into the table by hand', async () => {
    const { costsOf } = await setup();
    const byHand = await hashOf({ memoryKib: 128, passes: 1, parallelism: 1 });
    expect(await costsOf('wrong', byHand)).toEqual([...all, 'argon2id m=128,t=1,p=1']);
  });
});

describe('the right password', () => {
  it('computes the stored hash alone', async () => {
    const { costsOf } = await setup();
    expect(await costsOf('right', await hashOf(today))).toEqual(['argon2id m=64,t=2,p=1']);
  });
});
