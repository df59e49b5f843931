import type { Argon2Cost } from '../../platform/deps.ts';
import { argon2Variants } from './argon2.ts';
import type { StoredHash } from './stored-hash.ts';

const phcString =
  /^\$(argon2id|argon2i)\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * The bytes of a base64 text, with or without padding; undefined if it is none. Buffer ignores invalid characters, so
 * the result is encoded again and compared.
 */
export function fromBase64(text: string): Buffer | undefined {
  const bare = text.replace(/={1,2}$/, '');
  const bytes = Buffer.from(bare, 'base64');
  return bare !== '' && bytes.toString('base64').replace(/=+$/, '') === bare ? bytes : undefined;
}

/**
 * Reads an Argon2 hash in the PHC string format; undefined if it is none.
 * https://github.com/P-H-C/phc-string-format
 */
export function parsePhcString(text: string): StoredHash | undefined {
  const [, name, memoryKib, passes, parallelism, saltText = '', tagText = ''] = phcString.exec(text) ?? [];
  const variant = argon2Variants.find((known) => known === name);
  const salt = fromBase64(saltText);
  const tag = fromBase64(tagText);
  if (variant === undefined || salt === undefined || tag === undefined) return undefined;
  return {
    scheme: 'argon2',
    variant,
    memoryKib: Number(memoryKib),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt,
    tag,
  };
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** The beginning of every hash of this cost. */
export const phcPrefix = ({ memoryKib, passes, parallelism }: Argon2Cost) =>
  `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$`;

/** Writes a hash of ours, which is always Argon2id. */
export const formatPhcString = (cost: Argon2Cost, { salt, tag }: { salt: Buffer; tag: Buffer }) =>
  `${phcPrefix(cost)}${unpadded(salt)}$${unpadded(tag)}`;
