import type { StoredHash } from './stored-hash.ts';

/** The cost of a check. The work of two kinds cannot be compared. */
export interface HashCost {
  readonly kind: string;
  readonly work: number;
}

/**
 * PBKDF2's iterations add up, so they are one kind. Memory-hard functions do not: twice the memory takes more than
 * twice the time, because less of it is in the processor's cache. For them, and for bcrypt, each set of parameters is
 * a kind of its own.
 */
export function costOf(hash: StoredHash): HashCost {
  switch (hash.scheme) {
    case 'argon2':
      return {
        kind: `${hash.variant} m=${hash.memoryKib},t=${hash.passes},p=${hash.parallelism}`,
        work: 1,
      };
    case 'scrypt':
      return { kind: `scrypt N=${hash.N},r=${hash.r},p=${hash.p}`, work: 1 };
    case 'bcrypt':
      return { kind: `bcrypt 2^${hash.rounds}`, work: 1 };
    case 'pbkdf2_sha256':
    case 'pbkdf2_sha1':
      return { kind: hash.scheme, work: hash.iterations };
    case 'digest':
      return { kind: hash.scheme, work: 0 };
  }
}

/** The most expensive hash of each kind; every failed check computes all of them. */
export function mostExpensive(hashes: readonly StoredHash[]): readonly StoredHash[] {
  const found = new Map<string, StoredHash>();
  for (const hash of hashes) {
    const { kind, work } = costOf(hash);
    const other = found.get(kind);
    if (other === undefined || work > costOf(other).work) found.set(kind, hash);
  }
  return [...found.values()];
}

/**
 * The hashes of a failed check: one of each kind, in the order of the dummies; the stored hash replaces the dummy of its
 * kind. The order matters, because each hash changes what the processor's cache holds for the next one.
 */
export function failedCheck(
  dummies: readonly StoredHash[],
  stored: StoredHash | undefined,
): readonly StoredHash[] {
  if (stored === undefined) return dummies;
  const { kind, work } = costOf(stored);
  const isOfItsKind = (dummy: StoredHash) => costOf(dummy).kind === kind;
  const hashes = dummies.flatMap((dummy) => {
    if (!isOfItsKind(dummy)) return [dummy];
    const remaining = costOf(dummy).work - work;
    const isAdded = remaining > 0 && 'iterations' in dummy;
    return isAdded ? [stored, { ...dummy, iterations: remaining }] : [stored];
  });
  return dummies.some(isOfItsKind) ? hashes : [...hashes, stored];
}

/** A hash of the same cost that matches nothing, so that no account's own hash has to be stored twice. */
export const dummyHashOf = (stored: string) =>
  stored.replace(
    /[A-Za-z0-9+/.]+(=*)$/,
    (last, padding: string) => 'A'.repeat(last.length - padding.length) + padding,
  );
