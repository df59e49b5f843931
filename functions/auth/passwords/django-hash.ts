import { createHash, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto';
import { fromBase64, parsePhcString } from './phc-string.ts';
import type { StoredHash } from './stored-hash.ts';

type Parse = (rest: string) => StoredHash | undefined;

/** Django 6.0 makes 1,200,000. */
const maxIterations = 2_500_000;

const pbkdf2 =
  (algorithm: 'sha256' | 'sha1', tagBytes: number): Parse =>
  (rest) => {
    const [, iterations, salt = '', tagText = ''] = /^(\d{1,8})\$([^$]+)\$([^$]+)$/.exec(rest) ?? [];
    const tag = fromBase64(tagText);
    const isSound = Number(iterations) >= 1 && Number(iterations) <= maxIterations;
    if (tag?.length !== tagBytes || !isSound) return undefined;
    const scheme = `pbkdf2_${algorithm}` as const;
    const withWork = (work: number): StoredHash => ({
      scheme,
      kind: scheme,
      work,
      isPassword: async (password) =>
        timingSafeEqual(pbkdf2Sync(password, salt, work, tagBytes, algorithm), tag),
      withWork,
    });
    return withWork(Number(iterations));
  };

const scryptTagBytes = 64;
/** N · r · p; Django's scrypt is 655,360, OWASP's strongest 1,048,576. */
const maxScryptWork = 1_310_720;
/** N · r, at 128 bytes each: 128 MiB. */
const maxScryptBlocks = 1_048_576;

const isPowerOfTwo = (value: number) => value > 1 && Number.isInteger(Math.log2(value));

const scrypt: Parse = (rest) => {
  const [, costText, salt = '', blockText, lanesText, tagText = ''] =
    /^(\d{1,8})\$([^$]+)\$(\d{1,3})\$(\d{1,3})\$([^$]+)$/.exec(rest) ?? [];
  const [N, r, p] = [Number(costText), Number(blockText), Number(lanesText)];
  const tag = fromBase64(tagText);
  if (tag?.length !== scryptTagBytes || !isPowerOfTwo(N) || r < 1 || p < 1) return undefined;
  if (N * r > maxScryptBlocks || N * r * p > maxScryptWork) return undefined;
  // Twice the bytes that scrypt fills; Node's default of 32 MiB is too little for N = 2^15 and up.
  const maxmem = 2 * 128 * r * (N + p);
  return {
    scheme: 'scrypt',
    kind: `scrypt N=${N},r=${r},p=${p}`,
    work: 1,
    isPassword: async (password) =>
      timingSafeEqual(scryptSync(password, salt, scryptTagBytes, { N, r, p, maxmem }), tag),
  };
};

/** bcrypt's own minimum. */
const minBcryptRounds = 4;
/** Django's bcrypt has 12; each one more doubles it. */
const maxBcryptRounds = 13;
/** bcrypt reads only this many bytes of a password; Django cuts there too. */
const bcryptPasswordBytes = 72;

const bcrypt =
  (messageOf: (password: Buffer) => Buffer): Parse =>
  (hash) => {
    const [, rounds] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash) ?? [];
    if (!(Number(rounds) >= minBcryptRounds && Number(rounds) <= maxBcryptRounds)) return undefined;
    return {
      scheme: 'bcrypt',
      kind: `bcrypt 2^${Number(rounds)}`,
      work: 1,
      isPassword: async (password) => {
        // Loaded only for such a hash: they are few, and each is upgraded at its first login.
        const { default: library } = await import('hash-wasm/dist/bcrypt.umd.min.js');
        return library.bcryptVerify({ password: messageOf(password), hash });
      },
    };
  };

const digest =
  (algorithm: 'sha1' | 'md5', tagBytes: number): Parse =>
  (rest) => {
    const [, salt = '', tagText = ''] = /^([^$]*)\$([0-9a-f]+)$/.exec(rest) ?? [];
    const tag = Buffer.from(tagText, 'hex');
    if (tag.length !== tagBytes || tagText.length !== 2 * tagBytes) return undefined;
    return {
      scheme: 'digest',
      kind: 'digest',
      work: 0,
      isPassword: async (password) =>
        timingSafeEqual(createHash(algorithm).update(salt).update(password).digest(), tag),
    };
  };

/**
 * Django's formats in `auth_user.password` by their names, each parsed from the text after `<name>$`.
 * https://github.com/django/django/blob/main/django/contrib/auth/hashers.py
 */
const formats: ReadonlyMap<string, Parse> = new Map([
  ['pbkdf2_sha256', pbkdf2('sha256', 32)],
  ['pbkdf2_sha1', pbkdf2('sha1', 20)],
  // Django removes the first dollar of the PHC string.
  ['argon2', (rest) => parsePhcString(`$${rest}`)],
  // The lower-case hex of the SHA-256 avoids bcrypt's limit of 72 bytes.
  ['bcrypt_sha256', bcrypt((password) => Buffer.from(createHash('sha256').update(password).digest('hex')))],
  ['bcrypt', bcrypt((password) => password.subarray(0, bcryptPasswordBytes))],
  ['scrypt', scrypt],
  ['sha1', digest('sha1', 20)],
  ['md5', digest('md5', 16)],
]);

/** Parses a hash as Django stores it; undefined for any other text, such as the `!…` of an unusable password. */
export function parseDjangoHash(text: string): StoredHash | undefined {
  const dollar = text.indexOf('$');
  return dollar < 0 ? undefined : formats.get(text.slice(0, dollar))?.(text.slice(dollar + 1));
}
