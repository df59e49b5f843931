import { dummyHashOf } from '../../../functions/auth/passwords/hash-cost.ts';
import { parseStoredHash } from '../../../functions/auth/passwords/parse-hash.ts';
import type { ImportedHash } from '../directory.ts';
import { RowRefused } from './account.ts';

/**
 * Max kinds of cost per scheme, because every failed login computes them all. Django's defaults have been two of Argon2, two
 * of scrypt and one of bcrypt. The most expensive two of each, and both PBKDF2 at their limit, take 1.8 to 2 s of CPU in all;
 * three of each took a slower machine 4.7 s. A function of 896 MB has half a CPU and replies within 8.5 s.
 */
const maxKindsPerScheme = 2;

/** The most expensive imported hash of each kind; earlier imports recorded some. */
export function importedCosts(recorded: readonly string[]) {
  const known = new Map<string, ImportedHash & { readonly scheme: string }>();
  /** @throws RowRefused if the hash exceeds the number of kinds. */
  const admit = (passwordHash: string): void => {
    const hash = parseStoredHash(passwordHash);
    if (hash === undefined) return;
    const { kind, work } = hash;
    if ((known.get(kind)?.work ?? 0) >= work) return;
    const kinds = [...known.values()].filter(({ scheme }) => scheme === hash.scheme).length;
    if (!known.has(kind) && kinds >= maxKindsPerScheme) {
      throw new RowRefused(
        `the password's cost (${kind}) is one too many: ${maxKindsPerScheme} of a scheme are imported, as every failed login computes them all`,
      );
    }
    known.set(kind, { scheme: hash.scheme, kind, work, dummyHash: dummyHashOf(passwordHash) });
  };
  for (const dummyHash of recorded) admit(dummyHash);
  return { admit, all: (): Iterable<ImportedHash> => known.values() };
}

export type ImportedCosts = ReturnType<typeof importedCosts>;
