import type { Behaviour } from './behaviour.ts';
import type { Clock } from './clock.ts';

/** RongCloud counts per App Key, path and second. [U] Whether a sliding or a calendar second; this one slides. */
const windowMs = 1_000;

export function createRates(clock: Clock) {
  const spentByPath = new Map<string, { readonly at: number; readonly cost: number }[]>();
  /** Counts a call of this cost, or returns false and counts it only if `refusedCalls` says so. */
  return (
    { path, callsPerSecond }: { readonly path: string; readonly callsPerSecond: number },
    cost: number,
    refusedCalls: Behaviour['refusedCalls'],
  ): boolean => {
    const now = clock.now();
    const recent = (spentByPath.get(path) ?? []).filter(({ at }) => at > now - windowMs);
    spentByPath.set(path, recent);
    const isAdmitted = recent.reduce((sum, spent) => sum + spent.cost, cost) <= callsPerSecond;
    if (isAdmitted || refusedCalls === 'counted') recent.push({ at: now, cost });
    return isAdmitted;
  };
}
