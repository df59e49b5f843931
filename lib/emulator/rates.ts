import type { Clock } from './clock.ts';

/** RongCloud counts per App Key, path and second. [U] Whether a sliding or a calendar second; this one slides. */
const windowMs = 1_000;

export interface Rates {
  /** Counts a call of this cost, or returns false and counts nothing. [U] Whether a refused call counts. */
  admit(call: { readonly path: string; readonly callsPerSecond: number }, cost: number): boolean;
}

export function createRates(clock: Clock): Rates {
  const spentByPath = new Map<string, { readonly at: number; readonly cost: number }[]>();
  return {
    admit: ({ path, callsPerSecond }, cost) => {
      const now = clock.now();
      const recent = (spentByPath.get(path) ?? []).filter(({ at }) => at > now - windowMs);
      spentByPath.set(path, recent);
      if (recent.reduce((sum, spent) => sum + spent.cost, cost) > callsPerSecond) return false;
      recent.push({ at: now, cost });
      return true;
    },
  };
}
