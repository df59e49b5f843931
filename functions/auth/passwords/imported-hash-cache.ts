import type { Deps } from '../../platform/deps.ts';
import { logTrouble } from '../../platform/log.ts';

type ImportedHashes = (deadlineAt: number) => Promise<readonly string[]>;

/** Imports are rare, and a delay of one minute does no harm. */
const keepMs = 60_000;

/** Caches a hash of each imported cost for a minute. If the read fails, the last result is used. */
export function importedHashCache(deps: Deps, read: ImportedHashes): ImportedHashes {
  let known: { readonly hashes: readonly string[]; readonly until: number } = { hashes: [], until: 0 };
  return async (deadlineAt) => {
    const now = deps.clock.now();
    if (known.until > now) return known.hashes;
    try {
      known = { hashes: await read(deadlineAt), until: now + keepMs };
    } catch (error) {
      logTrouble(deps, 'imported-hashes-unavailable', error);
    }
    return known.hashes;
  };
}
