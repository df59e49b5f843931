import type { Argon2Cost, Deps } from '../../platform/deps.ts';
import { argon2 } from './argon2.ts';
import { failedCheck, mostExpensive } from './hash-cost.ts';
import { parseStoredHash } from './parse-hash.ts';
import { formatPhcString, phcPrefix } from './phc-string.ts';
import type { StoredHash } from './stored-hash.ts';

/**
 * 12 MiB, three passes, one lane: OWASP lists this as equal in strength to 19 MiB and two passes (Password Storage
 * Cheat Sheet), and it takes a quarter less CPU.
 */
const currentCost: Argon2Cost = { memoryKib: 12_288, passes: 3, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;

const newCost = ({ passwordCost = currentCost }: Pick<Deps, 'passwordCost'>) => passwordCost;

/** A hash of ours that no password matches. */
const dummyHash = (cost: Argon2Cost) =>
  formatPhcString(cost, { salt: Buffer.alloc(saltBytes), tag: Buffer.alloc(tagBytes) });

/** A digest of an old Django that no password matches. */
const dummyDigest = `md5$salt$${'0'.repeat(32)}`;

/** A new password's hash as a PHC string, with its parameters. */
export async function hashPassword(deps: Deps, password: string): Promise<string> {
  const cost = newCost(deps);
  const salt = deps.randomBytes(saltBytes);
  const message = Buffer.from(password);
  const tag = await argon2({ ...cost, variant: 'argon2id', message, nonce: salt, tagLength: tagBytes });
  return formatPhcString(cost, { salt, tag });
}

interface PasswordPolicy {
  /** True if plain SHA-1 and MD5 of old Djangos are accepted. */
  readonly acceptsWeakDigests: boolean;
  /** One dummy hash per imported cost; read only if a check fails. */
  importedHashes(deadlineAt: number): Promise<readonly string[]>;
}

/**
 * Checks passwords against stored hashes. A wrong password costs the same whether the user exists or not: one hash of
 * our cost and one of each imported cost, in one order. A stored hash of any other cost, as in a table edited by hand,
 * is checked as well and adds its own time. An imported hash is checked after ours: its first login costs one more.
 * `isOutdated`: the stored hash differs in kind or cost from what `hashPassword` makes.
 */
export function passwordCheck(deps: Pick<Deps, 'passwordCost'>, policy: PasswordPolicy) {
  const cost = newCost(deps);
  const dummy = dummyHash(cost);
  // Microseconds, which three hundred guesses would show.
  const digests = policy.acceptsWeakDigests ? [dummyDigest] : [];
  const accepted = (hash: StoredHash | undefined) =>
    hash?.scheme === 'digest' && !policy.acceptsWeakDigests ? undefined : hash;

  return async (text: string, storedHash: string | undefined, deadlineAt: number) => {
    const password = Buffer.from(text);
    const own = storedHash === undefined ? undefined : accepted(parseStoredHash(storedHash));
    const isCurrent = storedHash?.startsWith(phcPrefix(cost)) === true;
    const right = { isRight: true, isOutdated: !isCurrent };
    if (own !== undefined && isCurrent && (await own.isPassword(password))) return right;
    const imported = await policy.importedHashes(deadlineAt);
    const all = [dummy, ...imported, ...digests].flatMap((other) => parseStoredHash(other) ?? []);
    for (const hash of failedCheck(mostExpensive(all), own)) {
      // The hash of the current cost was checked above.
      if (hash === own && isCurrent) continue;
      if ((await hash.isPassword(password)) && hash === own) return right;
    }
    return { isRight: false, isOutdated: false };
  };
}
