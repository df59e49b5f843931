import type { StoredHash } from './stored-hash.ts';

/**
 * What one pass of Argon2 over so much memory costs: more than in proportion, since less of it is in the
 * processor's cache. Fitted to Node 24 between 1 and 100 MiB, where it is right to a twentieth.
 */
const passWork = (memoryKib: number) => memoryKib * Math.cbrt(1 + memoryKib / 10_240);

/** What a check costs, in its own scheme's unit; what two schemes cost cannot be compared. */
export function workOf(hash: StoredHash): number {
  switch (hash.scheme) {
    case 'argon2':
      return hash.passes * passWork(hash.memoryKib);
    case 'pbkdf2_sha256':
    case 'pbkdf2_sha1':
      return hash.iterations;
    case 'scrypt':
      return hash.N * hash.r * hash.p;
    case 'bcrypt':
      return 2 ** hash.rounds;
    case 'digest':
      return 0;
  }
}

/** Argon2's own minimum for one lane. */
const leastArgon2Kib = 8;

/** bcrypt's cost is a power of two, so any amount is a sum of some: 2^12 - 2^10 = 2^10 + 2^11. */
function bcryptRounds(work: number): number[] {
  return Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => bit >= 4 && (work & (2 ** bit)) !== 0);
}

/** The memory over which a pass costs `work`, found by halving. */
function memoryOfPass(work: number, mostKib: number): number {
  let [tooLittle, enough] = [0, mostKib];
  while (enough - tooLittle > 1) {
    const middle = Math.floor((tooLittle + enough) / 2);
    if (passWork(middle) < work) tooLittle = middle;
    else enough = middle;
  }
  return enough;
}

/** Hashes of the specimen's scheme that cost `work` together. */
function costing(work: number, specimen: StoredHash): StoredHash[] {
  switch (specimen.scheme) {
    case 'argon2': {
      const passes = Math.ceil(work / passWork(specimen.memoryKib));
      const memoryKib = memoryOfPass(work / passes, specimen.memoryKib);
      return memoryKib < leastArgon2Kib ? [] : [{ ...specimen, memoryKib, passes, parallelism: 1 }];
    }
    case 'pbkdf2_sha256':
    case 'pbkdf2_sha1':
      return [{ ...specimen, iterations: work }];
    case 'scrypt': {
      const p = Math.max(1, Math.round(work / (specimen.N * specimen.r)));
      return [{ ...specimen, p }];
    }
    case 'bcrypt':
      return bcryptRounds(work).map((rounds) => ({
        ...specimen,
        rounds,
        encoded: `$2b$${String(rounds).padStart(2, '0')}$${specimen.encoded.slice('$2b$00$'.length)}`,
      }));
    case 'digest':
      return [];
  }
}

/** The dearest of each scheme, which every failed check has to cost as much as. */
export function dearest(hashes: readonly StoredHash[]): readonly StoredHash[] {
  const found = new Map<string, StoredHash>();
  for (const hash of hashes) {
    const other = found.get(hash.scheme);
    if (other === undefined || workOf(hash) > workOf(other)) found.set(hash.scheme, hash);
  }
  return [...found.values()];
}

/**
 * What a failed check has still to compute, so that it costs what the specimens cost together, whichever hash was
 * there to check and where there was none.
 */
export function stillOwed(
  specimens: readonly StoredHash[],
  checked: StoredHash | undefined,
): readonly StoredHash[] {
  return specimens.flatMap((specimen) => {
    if (checked?.scheme !== specimen.scheme) return specimen;
    const owed = workOf(specimen) - workOf(checked);
    return owed > 0 ? costing(owed, specimen) : [];
  });
}

/** A stored hash that costs the same and matches nothing, so that nobody's own need stand for it. */
export const specimenOf = (stored: string) =>
  stored.replace(
    /[A-Za-z0-9+/.]+(=*)$/,
    (last, padding: string) => 'A'.repeat(last.length - padding.length) + padding,
  );
