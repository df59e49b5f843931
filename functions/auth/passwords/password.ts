import type { Deps } from '../../platform/deps.ts';
import { type Argon2Cost, argon2 } from './argon2.ts';
import { parseDjangoHash } from './django-hash.ts';
import { dearest, stillOwed } from './hash-cost.ts';
import { formatPhcString, parsePhcString, phcPrefix } from './phc-string.ts';
import { isSound, type StoredHash } from './stored-hash.ts';
import { isPasswordOf } from './verify-hash.ts';

/**
 * OWASP's minimum for Argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). Raise it here, and
 * move what it was to `formerCosts`.
 */
const currentCost: Argon2Cost = { memoryKib: 19_456, passes: 2, parallelism: 1 };
/**
 * What it was before, as long as accounts may have such a hash: a wrong password costs each of these too, or its
 * time would tell who has not logged in since.
 */
const formerCosts: readonly Argon2Cost[] = [];
const saltBytes = 16;
const tagBytes = 32;

/** Django's column holds 128 characters; what is far longer no Django made, and is not worth reading. */
const maxStoredCharacters = 1_024;

/** What a new password's hash costs. */
const newCost = ({ passwordCost = currentCost }: Pick<Deps, 'passwordCost'>) => passwordCost;

/** Stands for all hashes of ours that have this cost. */
const specimenOfCost = (cost: Argon2Cost): StoredHash => ({
  scheme: 'argon2',
  variant: 'argon2id',
  ...cost,
  salt: Buffer.alloc(saltBytes),
  tag: Buffer.alloc(tagBytes),
});

/**
 * Reads what stands in the place of a password's hash.
 * @returns undefined where it is none, or asks for more than a check may cost: no password matches it.
 */
export function parseStoredHash(text: string): StoredHash | undefined {
  if (text.length > maxStoredCharacters) return undefined;
  const hash = text.startsWith('$') ? parsePhcString(text) : parseDjangoHash(text);
  return hash !== undefined && isSound(hash) ? hash : undefined;
}

/** A new password's hash as a PHC string, its parameters in it. */
export async function hashPassword(deps: Deps, password: string): Promise<string> {
  const cost = newCost(deps);
  const salt = deps.randomBytes(saltBytes);
  const message = Buffer.from(password);
  const tag = await argon2({ ...cost, variant: 'argon2id', password: message, salt, tagBytes });
  return formatPhcString(cost, { salt, tag });
}

export interface PasswordCheck {
  readonly isRight: boolean;
  /** Whether the stored hash is not what `hashPassword` makes today. */
  readonly isOutdated: boolean;
}

export interface PasswordPolicy {
  /** Whether plain SHA-1 and MD5 count, which Django once made. */
  readonly acceptsWeakDigests: boolean;
  /** A hash of each cost that was imported; asked for only where a check fails. */
  importedHashes(deadlineAt: number): Promise<readonly string[]>;
}

/**
 * Checks passwords against what is stored. A wrong one costs the same whichever account was meant and where there
 * is none: today's hash, each former one of ours, and one of each cost that was imported. A stored hash of yet
 * another cost, which only a table changed by hand can hold, is checked as well; its time adds to theirs.
 */
export function passwordCheck(
  deps: Pick<Deps, 'passwordCost' | 'formerPasswordCosts'>,
  policy: PasswordPolicy,
): (password: string, storedHash: string | undefined, deadlineAt: number) => Promise<PasswordCheck> {
  const cost = newCost(deps);
  const ours = [cost, ...(deps.formerPasswordCosts ?? formerCosts)].map(specimenOfCost);
  const accepted = (hash: StoredHash | undefined) =>
    hash?.scheme === 'digest' && !policy.acceptsWeakDigests ? undefined : hash;

  return async (text, storedHash, deadlineAt) => {
    const password = Buffer.from(text);
    const hash = storedHash === undefined ? undefined : accepted(parseStoredHash(storedHash));
    if (hash !== undefined && (await isPasswordOf(hash, password))) {
      return { isRight: true, isOutdated: storedHash?.startsWith(phcPrefix(cost)) !== true };
    }
    const imported = (await policy.importedHashes(deadlineAt)).flatMap(
      (other) => parseStoredHash(other) ?? [],
    );
    for (const owed of stillOwed(dearest([...ours, ...imported]), hash)) await isPasswordOf(owed, password);
    return { isRight: false, isOutdated: false };
  };
}
