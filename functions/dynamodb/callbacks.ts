import type { Deps } from '../platform/deps.ts';
import { openTable } from './table.ts';

/** Longer than the time for which a callback's timestamp is accepted. */
const keptMs = 3_600_000;

export interface ReceivedCallback {
  /** The signature of the query: it covers nonce and timestamp, but not the body. */
  readonly signature: string;
  readonly bodyHash: string;
}

/** Stores callbacks. @returns false if the signature was used with another body. */
export function callbackMemory(deps: Deps) {
  const table = openTable(deps, 'callbacks');
  return ({ signature, bodyHash }: ReceivedCallback, deadlineAt: number): Promise<boolean> => {
    const item = { signature, bodyHash, expiresAt: Math.ceil((deps.clock.now() + keptMs) / 1_000) };
    const guard = {
      condition: 'attribute_not_exists(#signature) OR #bodyHash = :bodyHash',
      values: { ':bodyHash': bodyHash },
    };
    return table.put(item, guard, deadlineAt);
  };
}
