import * as z from 'zod/mini';
import type { Runtime } from '../runtime.ts';
import { settings } from '../settings.ts';
import { openTable } from './table.ts';

const minuteMs = 60_000;
const used = z.object({ creates: z.int() });

export interface CreateQuota {
  /** How many creates of this minute are counted for the user. */
  used(username: string, deadlineAt: number): Promise<number>;
  /** Counts one more. @returns how many there are with it. */
  use(username: string, deadlineAt: number): Promise<number>;
  /** Until the count begins anew. */
  readonly secondsLeft: () => number;
}

/** Creates of one user in one minute of the clock. A repeated update after a lost reply counts twice: harmless. */
export function createQuota(runtime: Runtime): CreateQuota {
  const table = openTable(runtime, settings.quotasTable);
  const { clock } = runtime;
  const minute = () => Math.floor(clock.now() / minuteMs);
  // The minute comes first and is digits only, so no username can be taken for another's minute.
  const key = (username: string) => ({ quota: `${minute()}#${username}` });
  return {
    used: async (username, deadlineAt) => {
      const item = await table.get(key(username), deadlineAt);
      return item === undefined ? 0 : used.parse(item).creates;
    },
    use: async (username, deadlineAt) => {
      const one = {
        set: 'SET #expiresAt = :expiresAt ADD #creates :one',
        values: { ':expiresAt': (minute() + 2) * (minuteMs / 1_000), ':one': 1 },
      };
      return used.parse(await table.update(key(username), one, deadlineAt)).creates;
    },
    secondsLeft: () => Math.ceil(((minute() + 1) * minuteMs - clock.now()) / 1_000),
  };
}
