import { timingSafeEqual } from 'node:crypto';
import type { Runtime } from '../runtime.ts';
import { type Argon2Cost, argon2id } from './argon2.ts';

/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). Raise it here. */
const currentCost: Argon2Cost = { memoryKib: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;

interface PasswordHash extends Argon2Cost {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

const format = ({ memoryKib, passes, parallelism, salt, tag }: PasswordHash) =>
  `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;

const phcString =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function parse(text: string): PasswordHash | undefined {
  const [, memoryKib, passes, parallelism, salt, tag] = phcString.exec(text) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  return {
    memoryKib: Number(memoryKib),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

/** A new password's hash as a PHC string, its parameters in it. */
export async function hashPassword(runtime: Runtime, password: string): Promise<string> {
  const salt = runtime.randomBytes(saltBytes);
  const tag = await argon2id({ ...currentCost, password: Buffer.from(password), salt, tagLength: tagBytes });
  return format({ ...currentCost, salt, tag });
}

/** Stands in where there is no account, so that a wrong name costs what a wrong password does; nothing matches it. */
const nobody: PasswordHash = { ...currentCost, salt: Buffer.alloc(saltBytes), tag: Buffer.alloc(tagBytes) };

/** Whether the password is the one that was hashed. Costs the same where there is no hash, and is then false. */
export async function verifyPassword(password: string, storedHash: string | undefined): Promise<boolean> {
  const parsed = storedHash === undefined ? undefined : parse(storedHash);
  const { tag, ...input } = parsed ?? nobody;
  const computed = await argon2id({ ...input, password: Buffer.from(password), tagLength: tag.length });
  return timingSafeEqual(computed, tag) && parsed !== undefined;
}
