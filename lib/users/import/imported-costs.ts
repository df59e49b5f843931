import { costOf, specimenOf } from '../../../functions/auth/passwords/hash-cost.ts';
import { parseStoredHash } from '../../../functions/auth/passwords/password.ts';
import type { ImportedHash, UserDirectory } from '../directory.ts';
import { RowRefused } from './account.ts';

/**
 * How many kinds of cost the imports may bring to one scheme, because every failed login computes them all. Django's
 * own parameters have been two of Argon2, two of scrypt and one of bcrypt; the third is for what a school chose
 * itself. The dearest three of each, and both PBKDF2 at their limit, took 4.4 to 4.7 s of a processor in all, and a
 * function of 1,024 MB has seven twelfths of one and 10 s.
 */
const maxKindsPerScheme = 3;

interface KnownKind {
  readonly scheme: string;
  readonly work: number;
}

export interface ImportedCosts {
  /** @throws RowRefused where the hash would be one kind of cost too many. */
  admit(passwordHash: string): void;
  /** Notes what was admitted since the last time and was not noted before. */
  note(): Promise<void>;
}

/**
 * What the imported hashes cost, those of earlier imports too. A file that is imported again notes its costs even
 * where all its users are there already, so that a lost note comes back.
 */
export async function importedCosts(
  directory: Pick<UserDirectory, 'importedHashes' | 'noteImportedHash'>,
): Promise<ImportedCosts> {
  const known = new Map<string, KnownKind>();
  for (const noted of await directory.importedHashes()) {
    const hash = parseStoredHash(noted);
    if (hash === undefined) continue;
    const { kind, work } = costOf(hash);
    known.set(kind, { scheme: hash.scheme, work });
  }
  const kindsOf = (scheme: string) => [...known.values()].filter((one) => one.scheme === scheme).length;
  const notYetNoted = new Map<string, ImportedHash>();

  return {
    admit: (passwordHash) => {
      const hash = parseStoredHash(passwordHash);
      if (hash === undefined) return;
      const { kind, work } = costOf(hash);
      if ((known.get(kind)?.work ?? 0) >= work) return;
      if (!known.has(kind) && kindsOf(hash.scheme) >= maxKindsPerScheme) {
        throw new RowRefused(
          `the password's cost (${kind}) is one too many: ${maxKindsPerScheme} of a scheme are taken over, as every failed login computes them all`,
        );
      }
      known.set(kind, { scheme: hash.scheme, work });
      notYetNoted.set(kind, { kind, work, specimen: specimenOf(passwordHash) });
    },
    note: async () => {
      for (const hash of notYetNoted.values()) await directory.noteImportedHash(hash);
      notYetNoted.clear();
    },
  };
}
