import { timingSafeEqual } from 'node:crypto';
import type { Argon2Cost } from '../../platform/deps.ts';
import { argon2, argon2Variants } from './argon2.ts';
import type { StoredHash } from './stored-hash.ts';

const phcString =
  /^\$(argon2id|argon2i)\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Django's argon2 takes 100 MiB. */
const maxMemoryKib = 131_072;
/** Memory in KiB times passes; Django's argon2 is 204,800, RFC 9106's smaller one 196,608. */
const maxWork = 409_600;
const maxParallelism = 16;
/** RFC 9106, section 3.1. */
const minKibPerLane = 8;
/** RFC 9106, section 4: at least 64 bits of salt; 128 bits of tag are enough for most uses. */
const minSaltBytes = 8;
const minTagBytes = 16;

const isSound = ({ memoryKib, passes, parallelism }: Argon2Cost) =>
  parallelism >= 1 &&
  parallelism <= maxParallelism &&
  passes >= 1 &&
  memoryKib * passes <= maxWork &&
  memoryKib >= minKibPerLane * parallelism &&
  memoryKib <= maxMemoryKib;

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/**
 * The bytes of a base64 text, with or without padding; undefined if it is none. Buffer ignores invalid characters, so
 * the result is encoded again and compared.
 */
export function fromBase64(text: string): Buffer | undefined {
  const bare = text.replace(/={1,2}$/, '');
  const bytes = Buffer.from(bare, 'base64');
  return bare !== '' && unpadded(bytes) === bare ? bytes : undefined;
}

const parametersOf = ({ memoryKib, passes, parallelism }: Argon2Cost) =>
  `m=${memoryKib},t=${passes},p=${parallelism}`;

/**
 * Reads an Argon2 hash in the PHC string format; undefined if it is none, or not within the limits.
 * https://github.com/P-H-C/phc-string-format
 */
export function parsePhcString(text: string): StoredHash | undefined {
  const [, name, memoryKib, passes, parallelism, saltText = '', tagText = ''] = phcString.exec(text) ?? [];
  const variant = argon2Variants.find((known) => known === name);
  const nonce = fromBase64(saltText);
  const tag = fromBase64(tagText);
  if (variant === undefined || nonce === undefined || tag === undefined) return undefined;
  const cost = {
    memoryKib: Number(memoryKib),
    passes: Number(passes),
    parallelism: Number(parallelism),
  };
  if (!isSound(cost) || nonce.length < minSaltBytes || tag.length < minTagBytes) return undefined;
  return {
    scheme: 'argon2',
    kind: `${variant} ${parametersOf(cost)}`,
    work: 1,
    isPassword: async (message) =>
      timingSafeEqual(await argon2({ ...cost, variant, message, nonce, tagLength: tag.length }), tag),
  };
}

/** The beginning of every hash of this cost. */
export const phcPrefix = (cost: Argon2Cost) => `$argon2id$v=19$${parametersOf(cost)}$`;

/** Writes a hash of ours, which is always Argon2id. */
export const formatPhcString = (cost: Argon2Cost, { salt, tag }: { salt: Buffer; tag: Buffer }) =>
  `${phcPrefix(cost)}${unpadded(salt)}$${unpadded(tag)}`;
