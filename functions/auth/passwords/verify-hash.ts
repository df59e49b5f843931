import { createHash, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto';
import { argon2 } from './argon2.ts';
import type { StoredHash } from './stored-hash.ts';

/** bcrypt reads only this many bytes of a password; Django cuts there too. */
const bcryptPasswordBytes = 72;

/** Loaded only for such a hash: they are few, and each is upgraded at its first login. */
async function isBcryptOf(password: Buffer, { isOfSha256, encoded }: StoredHash & { scheme: 'bcrypt' }) {
  const { default: bcrypt } = await import('hash-wasm/dist/bcrypt.umd.min.js');
  const message = isOfSha256
    ? Buffer.from(createHash('sha256').update(password).digest('hex'))
    : password.subarray(0, bcryptPasswordBytes);
  return bcrypt.bcryptVerify({ password: message, hash: encoded });
}

/** Twice the 128 · r · (N + p) bytes that scrypt fills; Node's default of 32 MiB is too little for N = 2^15 and up. */
const scryptMemoryBytes = (N: number, r: number, p: number) => 2 * 128 * r * (N + p);

async function derive(
  password: Buffer,
  hash: Exclude<StoredHash, { readonly scheme: 'bcrypt' }>,
): Promise<Buffer> {
  const { salt, tag } = hash;
  switch (hash.scheme) {
    case 'argon2':
      return argon2({ ...hash, message: password, nonce: salt, tagLength: tag.length });
    case 'pbkdf2_sha256':
      return pbkdf2Sync(password, salt, hash.iterations, tag.length, 'sha256');
    case 'pbkdf2_sha1':
      return pbkdf2Sync(password, salt, hash.iterations, tag.length, 'sha1');
    case 'scrypt': {
      const { N, r, p } = hash;
      return scryptSync(password, salt, tag.length, { N, r, p, maxmem: scryptMemoryBytes(N, r, p) });
    }
    case 'digest':
      return createHash(hash.digest).update(salt).update(password).digest();
  }
}

export async function isPasswordOf(hash: StoredHash, password: Buffer): Promise<boolean> {
  if (hash.scheme === 'bcrypt') return isBcryptOf(password, hash);
  return timingSafeEqual(await derive(password, hash), hash.tag);
}
