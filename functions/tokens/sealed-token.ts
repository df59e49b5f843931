import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { User } from '../dynamodb/users.ts';

const algorithm = 'aes-256-gcm';
/** The nonce length that AES-GCM uses directly. */
export const nonceBytes = 12;
const tagBytes = 16;

type TokenOwner = Pick<User, 'rongCloudUserId' | 'username'>;

interface CachedToken {
  readonly token: string;
  /** When RongCloud issued it, in milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** Binds a token to its user: in another user's row it does not decrypt. */
const ownerBytes = ({ rongCloudUserId, username }: TokenOwner) =>
  Buffer.from(JSON.stringify([rongCloudUserId, username]));

/** Encrypts a token by AES-256-GCM with a key of 32 bytes and a fresh nonce. */
export function sealToken(
  kept: CachedToken,
  owner: TokenOwner,
  { key, nonce }: { key: KeyObject; nonce: Buffer },
): string {
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(ownerBytes(owner));
  const body = Buffer.concat([cipher.update(JSON.stringify(kept)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** Decrypts the result of `sealToken`; undefined with another key, for another owner, or if the text was changed. */
export function openToken(sealed: string, owner: TokenOwner, key: KeyObject): CachedToken | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  const nonce = bytes.subarray(0, nonceBytes);
  const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      .setAAD(ownerBytes(owner))
      .setAuthTag(tag);
    const body = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
