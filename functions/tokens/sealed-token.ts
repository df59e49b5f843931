import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const algorithm = 'aes-256-gcm';
/** What AES-GCM takes as it is. */
export const nonceBytes = 12;
const tagBytes = 16;

export interface TokenOwner {
  readonly rongCloudUserId: string;
  readonly username: string;
}

export interface KeptToken {
  readonly token: string;
  /** When RongCloud gave it, in milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** Binds a token to whom it was made for: moved to another user's row, or after a change of name, it does not open. */
const ownerBytes = ({ rongCloudUserId, username }: TokenOwner) =>
  Buffer.from(JSON.stringify([rongCloudUserId, username]));

/** A token as it is stored: AES-256-GCM under a key of 32 bytes, with a nonce of `nonceBytes` that is used once. */
export function sealToken(
  kept: KeptToken,
  owner: TokenOwner,
  { key, nonce }: { key: KeyObject; nonce: Buffer },
): string {
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(ownerBytes(owner));
  const body = Buffer.concat([cipher.update(JSON.stringify(kept)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** Opens what `sealToken` made; undefined under another key, for another owner, or where the text was changed. */
export function openToken(sealed: string, owner: TokenOwner, key: KeyObject): KeptToken | undefined {
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
