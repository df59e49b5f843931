import type { StoredHash } from './stored-hash.ts';

/** The most expensive hash of each kind; every failed check computes all of them. */
export function mostExpensive(hashes: readonly StoredHash[]): readonly StoredHash[] {
  const found = new Map<string, StoredHash>();
  for (const hash of hashes) {
    const other = found.get(hash.kind);
    if (other === undefined || hash.work > other.work) found.set(hash.kind, hash);
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
  if (!dummies.some(({ kind }) => kind === stored.kind)) return [...dummies, stored];
  return dummies.flatMap((dummy) => {
    if (dummy.kind !== stored.kind) return [dummy];
    const remaining = dummy.work - stored.work;
    return remaining > 0 && dummy.withWork ? [stored, dummy.withWork(remaining)] : [stored];
  });
}

/** A hash of the same cost that matches nothing, so that no account's own hash has to be stored twice. */
export const dummyHashOf = (stored: string) =>
  stored.replace(
    /[A-Za-z0-9+/.]+(=*)$/,
    (last, padding: string) => 'A'.repeat(last.length - padding.length) + padding,
  );
