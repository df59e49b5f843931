import type { StoredHash } from './stored-hash.ts';

/** What a check costs: so much work of a kind. What two kinds cost cannot be compared. */
export interface HashCost {
  readonly kind: string;
  readonly work: number;
}

/**
 * PBKDF2's iterations add up, so one kind has them all. What fills memory does not: twice the memory takes more
 * than twice the time, as less of it is in the processor's cache. There each set of parameters is a kind of its
 * own; so it is with bcrypt, of whose powers of two there are few.
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

/** The dearest of each kind, all of which every failed check has to compute. */
export function dearest(hashes: readonly StoredHash[]): readonly StoredHash[] {
  const found = new Map<string, StoredHash>();
  for (const hash of hashes) {
    const { kind, work } = costOf(hash);
    const other = found.get(kind);
    if (other === undefined || work > costOf(other).work) found.set(kind, hash);
  }
  return [...found.values()];
}

/**
 * The hashes of a check that fails: one of each kind in the order of the specimens, the stored one in the place of its
 * kind. The order matters too: what ran before decides what the processor's cache holds.
 */
export function failedCheck(
  specimens: readonly StoredHash[],
  stored: StoredHash | undefined,
): readonly StoredHash[] {
  if (stored === undefined) return specimens;
  const { kind, work } = costOf(stored);
  const isOfItsKind = (specimen: StoredHash) => costOf(specimen).kind === kind;
  const hashes = specimens.flatMap((specimen) => {
    if (!isOfItsKind(specimen)) return [specimen];
    const remaining = costOf(specimen).work - work;
    const isAdded = remaining > 0 && 'iterations' in specimen;
    return isAdded ? [stored, { ...specimen, iterations: remaining }] : [stored];
  });
  return specimens.some(isOfItsKind) ? hashes : [...hashes, stored];
}

/** A hash that costs the same as the stored one and matches nothing, so that no account's own has to be kept twice. */
export const specimenOf = (stored: string) =>
  stored.replace(
    /[A-Za-z0-9+/.]+(=*)$/,
    (last, padding: string) => 'A'.repeat(last.length - padding.length) + padding,
  );
