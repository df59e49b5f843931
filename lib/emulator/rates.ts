import type { Call } from './calls/call.ts';
import type { EmulatorContext } from './context.ts';

/** RongCloud counts per App Key, path and second. [U] A sliding or a calendar second; this one slides. */
const windowMs = 1_000;

export function createRates({ clock, behaviour }: EmulatorContext) {
  const spentByPath = new Map<string, { readonly at: number; readonly cost: number }[]>();
  /** Counts a call of this cost, or returns false and counts it only if `refusedCalls` says so. */
  return ({ path, callsPerSecond }: Call, cost: number): boolean => {
    if (!behaviour.limitRates) return true;
    const now = clock.now();
    const recent = (spentByPath.get(path) ?? []).filter(({ at }) => at > now - windowMs);
    spentByPath.set(path, recent);
    const isAdmitted = recent.reduce((sum, spent) => sum + spent.cost, cost) <= callsPerSecond;
    if (isAdmitted || behaviour.refusedCalls === 'counted') recent.push({ at: now, cost });
    return isAdmitted;
  };
}
