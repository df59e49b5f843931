import { logTrouble } from '../log.ts';
import type { Runtime } from '../runtime.ts';

type ImportedHashes = (deadlineAt: number) => Promise<readonly string[]>;

/** An import is a rare event, and this is read on failed logins alone. */
const keepMs = 60_000;

/** Keeps what the imported hashes cost for a minute. Where it cannot be read, the last answer stands. */
export function importedHashMemory(runtime: Runtime, read: ImportedHashes): ImportedHashes {
  let known: { readonly hashes: readonly string[]; readonly until: number } = { hashes: [], until: 0 };
  return async (deadlineAt) => {
    const now = runtime.clock.now();
    if (known.until > now) return known.hashes;
    try {
      known = { hashes: await read(deadlineAt), until: now + keepMs };
    } catch (error) {
      logTrouble(runtime, 'imported-hashes-unavailable', error);
    }
    return known.hashes;
  };
}
