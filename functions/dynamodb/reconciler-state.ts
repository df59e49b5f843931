import * as z from 'zod/mini';
import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { openTable } from './table.ts';

const key = { counter: 'reconciler' };

const state = z.object({
  /** The next id that the comparison with RongCloud looks at. */
  compareFrom: z._default(z.int(), 1),
  /** When the comparison began anew with the first id, in milliseconds since the epoch. */
  comparedSince: z._default(z.int(), 0),
  /** What it found since then. */
  compared: z._default(z.int(), 0),
  lost: z._default(z.int(), 0),
  undead: z._default(z.int(), 0),
});

export type Comparison = z.infer<typeof state>;

/** Longer than a run may take, so that no two are at work at once; shorter than the minute to the next run. */
const leaseMs = 55_000;

export interface ReconcilerState {
  /** Takes the lease. @returns false where another run has it. */
  begin(leaseToken: string, deadlineAt: number): Promise<boolean>;
  comparison(deadlineAt: number): Promise<Comparison>;
  /** Keeps what the run found, and gives the lease back. */
  finish(leaseToken: string, comparison: Comparison, deadlineAt: number): Promise<void>;
}

export function reconcilerState(deps: Deps): ReconcilerState {
  const table = openTable(deps, settings.countersTable);
  const { clock } = deps;
  return {
    begin: async (leaseToken, deadlineAt) => {
      const change = {
        set: 'SET #leaseToken = :token, #leaseUntil = :until',
        condition: 'attribute_not_exists(#leaseUntil) OR #leaseUntil < :now OR #leaseToken = :token',
        values: { ':token': leaseToken, ':until': clock.now() + leaseMs, ':now': clock.now() },
      };
      return (await table.update(key, change, deadlineAt)) !== undefined;
    },
    comparison: async (deadlineAt) => state.parse((await table.get(key, deadlineAt)) ?? {}),
    finish: async (leaseToken, { compareFrom, comparedSince, compared, lost, undead }, deadlineAt) => {
      const change = {
        set: 'SET #compareFrom = :from, #comparedSince = :since, #compared = :compared, #lost = :lost, #undead = :undead',
        remove: '#leaseToken, #leaseUntil',
        condition: '#leaseToken = :token',
        values: {
          ':from': compareFrom,
          ':since': comparedSince,
          ':compared': compared,
          ':lost': lost,
          ':undead': undead,
          ':token': leaseToken,
        },
      };
      await table.update(key, change, deadlineAt);
    },
  };
}
