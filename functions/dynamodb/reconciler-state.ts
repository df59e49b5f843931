import * as z from 'zod/mini';
import type { Deps } from '../platform/deps.ts';
import { activeRoom } from './chatroom.ts';
import { Table } from './table.ts';

const key = { counter: 'reconciler' };

/** The state that a run passes to the next one; times are milliseconds since the epoch. */
const progress = z.object({
  /** Every id up to this one has a row. Absent before the first run. */
  settledTo: z.optional(z.int()),
  /** The last id that had been handed out at `seenAt`. */
  seenId: z._default(z.int(), 0),
  seenAt: z._default(z.int(), 0),
  /** When the current drift check began, and the last room that it checked; null at its end. */
  driftSince: z._default(z.int(), 0),
  driftAfter: z._default(z.nullable(activeRoom), null),
  /** Its findings. */
  compared: z._default(z.int(), 0),
  missing: z._default(z.int(), 0),
  unreported: z._default(z.int(), 0),
});

export type Progress = z.infer<typeof progress>;

/** Longer than a run, so that no two run at once; shorter than the minute to the next run. */
const leaseMs = 55_000;

export function reconcilerState(deps: Deps) {
  const table = new Table(deps, 'counters');
  const { clock } = deps;
  return {
    /** Takes the lease. @returns the state of the last run, or undefined if another run has the lease. */
    begin: async (leaseToken: string, deadlineAt: number): Promise<Progress | undefined> => {
      const change = {
        update: 'SET #leaseToken = :token, #leaseUntil = :until',
        condition: 'attribute_not_exists(#leaseUntil) OR #leaseUntil < :now OR #leaseToken = :token',
        values: { ':token': leaseToken, ':until': clock.now() + leaseMs, ':now': clock.now() },
      };
      const item = await table.update(key, change, deadlineAt);
      return item === undefined ? undefined : progress.parse(item);
    },
    /** Stores the progress and releases the lease. */
    finish: async (leaseToken: string, after: Progress, deadlineAt: number): Promise<void> => {
      const assignments = Object.keys(after).map((name) => `#${name} = :${name}`);
      const values = Object.entries(after).map(([name, value]) => [`:${name}`, value] as const);
      const change = {
        update: `SET ${assignments.join(', ')} REMOVE #leaseToken, #leaseUntil`,
        condition: '#leaseToken = :token',
        values: { ...Object.fromEntries(values), ':token': leaseToken },
      };
      await table.update(key, change, deadlineAt);
    },
  };
}
