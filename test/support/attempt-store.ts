import type { AttemptCounter, CounterChange } from '../../functions/auth/login-store.ts';

/** A reply takes until whoever calls at the same time has called. */
const replied = () => new Promise(setImmediate);

/** What does not reach the counters. */
type Failing = 'taking back' | 'writes' | 'all';

/** Counters in memory that keep their conditions as DynamoDB does, and tell how often they were written. */
export function attemptStore() {
  const counters = new Map<string, AttemptCounter>();
  let writes = 0;
  let failing: 'nothing' | Failing = 'nothing';
  return {
    counters,
    writes: () => writes,
    fail: (what: 'nothing' | Failing) => {
      failing = what;
    },
    findCounter: async (key: string) => {
      if (failing === 'all') throw new Error('out of reach');
      const counter = counters.get(key);
      await replied();
      return counter;
    },
    count: async ({ key, add = {}, set = {}, remove = [], onlyIf = [] }: CounterChange) => {
      const isTakenBack = Object.values(add).some((by) => by < 0);
      if (failing === 'taking back' ? isTakenBack : failing !== 'nothing') throw new Error('out of reach');
      const counter = counters.get(key) ?? {};
      const holds = onlyIf.every((condition) => {
        const value = counter[condition.attribute];
        if ('below' in condition) return value === undefined || value < condition.below;
        return value === condition.equals;
      });
      if (!holds) return false;
      const sums = Object.entries(add).map(([name, by]) => [name, (counter[name] ?? 0) + by] as const);
      const kept = Object.entries(counter).filter(([name]) => !remove.includes(name));
      counters.set(key, { ...Object.fromEntries(kept), ...Object.fromEntries(sums), ...set });
      writes += 1;
      await replied();
      return true;
    },
  };
}
