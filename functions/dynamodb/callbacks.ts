import type { Deps } from '../platform/deps.ts';
import { Table } from './table.ts';

/** Longer than the time for which a callback's timestamp is accepted. */
const keptMs = 3_600_000;

/** Stores callbacks. @returns false if the signature, which does not cover the body, was used with another one. */
export function callbackMemory(deps: Deps) {
  const table = new Table(deps, 'callbacks');
  return (signature: string, bodyHash: string, deadlineAt: number): Promise<boolean> => {
    const item = { signature, bodyHash, expiresAt: Math.ceil((deps.clock.now() + keptMs) / 1_000) };
    const guard = {
      condition: 'attribute_not_exists(#signature) OR #bodyHash = :bodyHash',
      values: { ':bodyHash': bodyHash },
    };
    return table.put(item, guard, deadlineAt);
  };
}
