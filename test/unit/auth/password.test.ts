import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { argon2Variants, builtIn, loadNative } from '../../../functions/auth/passwords/argon2.ts';
import { parseStoredHash } from '../../../functions/auth/passwords/parse-hash.ts';
import { hashPassword, passwordCheck } from '../../../functions/auth/passwords/password.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { cheapPasswordCost } from '../../support/cheap-password-cost.ts';
import vectors from '../../support/django/vectors.json' with { type: 'json' };

/** Made by the reference implementation's command-line tool: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1. */
const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

function setup({ acceptsWeakDigests = false, passwordCost = cheapPasswordCost } = {}) {
  const deps = { ...processDeps, passwordCost };
  const check = passwordCheck(deps, { acceptsWeakDigests, importedHashes: async () => [] });
  return {
    deps,
    check: (password: string, stored: string | undefined) =>
      check(password, stored, Number.POSITIVE_INFINITY),
  };
}

const isWeak = ({ algorithm }: { algorithm: string }) =>
  /sha1$|md5$/.test(algorithm) && !/pbkdf2/.test(algorithm);

describe('a password', () => {
  it('is stored as an Argon2id PHC string of 12 MiB, three passes and one lane', async () => {
    expect(await hashPassword(processDeps, '123456')).toMatch(
      /^\$argon2id\$v=19\$m=12288,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  it('is salted: the same password is stored differently each time', async () => {
    const { deps } = setup();
    const [first, second] = [await hashPassword(deps, 'x'), await hashPassword(deps, 'x')];
    expect(first).not.toBe(second);
  });

  it('matches the same bytes only', async () => {
    const { deps, check } = setup();
    const stored = await hashPassword(deps, 'Pass word\0é');
    expect(await check('Pass word\0é', stored)).toEqual({ isRight: true, isOutdated: false });
    for (const wrong of ['pass word\0é', 'Pass word', 'Pass word\0e\u0301', ' Pass word\0é', '']) {
      expect(await check(wrong, stored)).toEqual({ isRight: false, isOutdated: false });
    }
  });

  it('hashed by the reference implementation is accepted, and outdated if its cost differs', async () => {
    const { check } = setup();
    expect(await check('password', reference)).toEqual({ isRight: true, isOutdated: true });
    expect((await check('Password', reference)).isRight).toBe(false);
  });

  it('is outdated if the current cost is higher', async () => {
    const stored = await hashPassword(setup().deps, '123456');
    const { check } = setup({ passwordCost: { ...cheapPasswordCost, passes: 2 } });
    expect(await check('123456', stored)).toEqual({ isRight: true, isOutdated: true });
  });

  it.each([
    undefined,
    '',
    'garbage',
    '!',
    '!MKmsYcqJGcPFIV0HNbaSZ1uNKeTKw6mAQSSUFBpD',
    '$argon2id$v=19$m=19456,t=2,p=1$$',
    '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$AAAA',
    '$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    'pbkdf2_sha256$1$salt$',
    'pbkdf2_sha256$1$salt$AAAA',
    'pbkdf2_sha256$0$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'pbkdf2_sha256$1$$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'pbkdf2_sha512$1$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'bcrypt$$2b$12$short',
    'scrypt$3$salt$8$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==',
    '__proto__$1$2$3',
  ])('matches nothing if the stored hash is %j', async (stored) => {
    const { check } = setup();
    expect((await check('', stored)).isRight).toBe(false);
    expect((await check('123456', stored)).isRight).toBe(false);
  });

  it.each(argon2Variants)('has the same tag from the native %s as from Node’s own', async (variant) => {
    const input = {
      variant,
      message: Buffer.from('123456'),
      nonce: Buffer.from('sixteen bytes ok'),
      memoryKib: 256,
      passes: 2,
      parallelism: 2,
      tagLength: 32,
    };
    const native = await loadNative();
    expect(native(input).toString('hex')).toBe(builtIn(input).toString('hex'));
  });
});

describe('a password that Django stored', () => {
  it.each(vectors.filter((vector) => !isWeak(vector)))(
    'as $algorithm by Django $django is right for $password, and to be upgraded ($encoded)',
    async ({ password, encoded }) => {
      const { check } = setup();
      expect(await check(password, encoded)).toEqual({ isRight: true, isOutdated: true });
      expect((await check(`${password} `, encoded)).isRight).toBe(
        encoded.startsWith('bcrypt$') && password.length >= 72,
      );
    },
  );

  it.each(vectors.filter(isWeak))(
    'as $algorithm by Django $django is right for $password only if weak digests are accepted',
    async ({ password, encoded }) => {
      expect((await setup().check(password, encoded)).isRight).toBe(false);
      const accepting = setup({ acceptsWeakDigests: true });
      expect(await accepting.check(password, encoded)).toEqual({ isRight: true, isOutdated: true });
      expect((await accepting.check(`${password}.`, encoded)).isRight).toBe(false);
    },
  );
});

it('of more than the 32 MiB that Node allows for scrypt by default is checked', async () => {
  const tag = scryptSync('123456', 'salt', 64, { N: 65_536, r: 8, p: 1, maxmem: 2 ** 27 });
  const stored = `scrypt$65536$salt$8$1$${tag.toString('base64')}`;
  expect(await setup().check('123456', stored)).toEqual({ isRight: true, isOutdated: true });
});

describe('a stored hash of excessive cost, or with a short salt', () => {
  const tag = (bytes: number) => Buffer.alloc(bytes).toString('base64');
  it.each([
    `$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$${tag(32).replace('=', '')}`,
    `$argon2id$v=19$m=102400,t=5,p=1$c29tZXNhbHQ$${tag(32).replace('=', '')}`,
    `$argon2id$v=19$m=64,t=1,p=1$c2V2ZW4gYg$${tag(32).replace('=', '')}`,
    `argon2$argon2id$v=19$m=8,t=1,p=16$c29tZXNhbHQ$${tag(32).replace('=', '')}`,
    `pbkdf2_sha256$99999999$salt$${tag(32)}`,
    `pbkdf2_sha1$2500001$salt$${tag(20)}`,
    `scrypt$16777216$salt$8$1$${tag(64)}`,
    `scrypt$16384$salt$8$999$${tag(64)}`,
    `bcrypt$$2b$14$${'A'.repeat(53)}`,
    `pbkdf2_sha256$1000$${'s'.repeat(1_024)}$${tag(32)}`,
  ])('counts as no hash and is never computed: %s', (stored) => {
    expect(parseStoredHash(stored)).toBeUndefined();
  });
});
