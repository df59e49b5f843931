import type { Argon2Cost } from '../../platform/deps.ts';
import type { Argon2Variant } from './argon2.ts';

/** A stored password hash as read: the algorithm with its parameters, and the expected result. */
export type StoredHash =
  | ({ readonly scheme: 'argon2'; readonly variant: Argon2Variant } & Argon2Cost & Salted)
  | ({ readonly scheme: 'pbkdf2_sha256' | 'pbkdf2_sha1'; readonly iterations: number } & Salted)
  | ({ readonly scheme: 'scrypt'; readonly N: number; readonly r: number; readonly p: number } & Salted)
  | {
      readonly scheme: 'bcrypt';
      /** True if the input is the lower-case hex of the password's SHA-256, which avoids bcrypt's limit of 72 bytes. */
      readonly isOfSha256: boolean;
      /** The exponent: 2 to this power is the number of rounds. */
      readonly rounds: number;
      readonly encoded: string;
    }
  | ({ readonly scheme: 'digest'; readonly digest: 'sha1' | 'md5' } & Salted);

interface Salted {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/**
 * The limits of a stored hash. A row comes from an import, and absurd parameters would stall a function or exhaust its
 * memory. Each limit allows every default that Django has had, and twice its work.
 */
const limits = {
  /** Django's argon2 takes 100 MiB. */
  memoryKib: 131_072,
  /** Memory in KiB times passes; Django's argon2 is 204,800, RFC 9106's smaller one 196,608. */
  argon2Work: 409_600,
  parallelism: 16,
  /** Django 6.0 makes 1,200,000. */
  iterations: 2_500_000,
  /** N · r · p; Django's scrypt is 655,360, OWASP's strongest 1,048,576. */
  scryptWork: 1_310_720,
  /** N · r, at 128 bytes each: 128 MiB. */
  scryptBlocks: 1_048_576,
  /** Django's bcrypt has 12; each one more doubles it. */
  bcryptRounds: 13,
} as const;

/** RFC 9106, section 3.1. */
const minArgon2KibPerLane = 8;
/** RFC 9106, section 4: at least 64 bits of salt; 128 bits of tag are enough for most uses. */
const minSaltBytes = 8;
const minTagBytes = 16;
/** bcrypt's own minimum. */
const minBcryptRounds = 4;

const isPowerOfTwo = (value: number) => value > 1 && Number.isInteger(Math.log2(value));

function isSoundArgon2({ memoryKib, passes, parallelism }: Argon2Cost, { salt, tag }: Salted): boolean {
  return (
    parallelism >= 1 &&
    parallelism <= limits.parallelism &&
    passes >= 1 &&
    memoryKib * passes <= limits.argon2Work &&
    memoryKib >= minArgon2KibPerLane * parallelism &&
    memoryKib <= limits.memoryKib &&
    salt.length >= minSaltBytes &&
    tag.length >= minTagBytes
  );
}

/** Checks that a hash's parameters are valid for its algorithm and within a function's limits. */
export function isSound(hash: StoredHash): boolean {
  switch (hash.scheme) {
    case 'argon2':
      return isSoundArgon2(hash, hash);
    case 'pbkdf2_sha256':
    case 'pbkdf2_sha1':
      return hash.iterations >= 1 && hash.iterations <= limits.iterations;
    case 'scrypt':
      return (
        isPowerOfTwo(hash.N) &&
        hash.r >= 1 &&
        hash.p >= 1 &&
        hash.N * hash.r <= limits.scryptBlocks &&
        hash.N * hash.r * hash.p <= limits.scryptWork
      );
    case 'bcrypt':
      return hash.rounds >= minBcryptRounds && hash.rounds <= limits.bcryptRounds;
    case 'digest':
      return true;
  }
}
