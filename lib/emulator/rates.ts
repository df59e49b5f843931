import type { Behaviour } from './behaviour.ts';
import type { Clock } from './clock.ts';

/** At most `limit` within `windowMs`, counted over all calls that name the same group. */
export interface Rate {
  readonly group: string;
  readonly limit: number;
  readonly windowMs: number;
}

export const perSecond = (group: string, limit: number): Rate => ({ group, limit, windowMs: 1_000 });

export interface Rates {
  /** Counts a call of this cost, or answers false and counts nothing. [U] whether a refused call counts. */
  admit(rates: readonly Rate[], cost: number): boolean;
}

interface Spending {
  readonly at: number;
  readonly cost: number;
}

export function createRates(clock: Clock, behaviour: Behaviour): Rates {
  const spent = new Map<string, Spending[]>();
  const key = ({ group, windowMs }: Rate) => `${group}/${windowMs}`;

  const recent = (rate: Rate): Spending[] => {
    const now = clock.now();
    const windowStart =
      behaviour.rateWindow === 'fixed' ? now - (now % rate.windowMs) : now - rate.windowMs + 1;
    return (spent.get(key(rate)) ?? []).filter(({ at }) => at >= windowStart);
  };

  return {
    admit: (rates, cost) => {
      if (!behaviour.limitRates) return true;
      const windows = rates.map((rate) => ({ rate, spendings: recent(rate) }));
      const fits = windows.every(
        ({ rate, spendings }) => spendings.reduce((sum, spending) => sum + spending.cost, cost) <= rate.limit,
      );
      if (!fits) return false;
      for (const { rate, spendings } of windows)
        spent.set(key(rate), [...spendings, { at: clock.now(), cost }]);
      return true;
    },
  };
}
