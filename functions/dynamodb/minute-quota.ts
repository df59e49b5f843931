import * as z from 'zod/mini';
import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { openTable } from './table.ts';

const minuteMs = 60_000;
const quota = z.object({ count: z.int() });

/** What is counted for a user. */
type QuotaKind = 'create' | 'token-refresh';

export interface MinuteQuota {
  /** How many are counted for the user in this minute so far. */
  used(username: string, deadlineAt: number): Promise<number>;
  /** Counts one more. @returns how many there are with it. */
  use(username: string, deadlineAt: number): Promise<number>;
  /** How long until the count begins anew. */
  readonly secondsLeft: () => number;
}

/**
 * Counts what one user does in one minute of the clock. An update repeated after a lost reply counts twice: harmless.
 */
export function minuteQuota(deps: Deps, kind: QuotaKind): MinuteQuota {
  const table = openTable(deps, settings.quotasTable);
  const { clock } = deps;
  const minute = () => Math.floor(clock.now() / minuteMs);
  // The kind and the digits come first, so no username can be taken for another's count.
  const key = (username: string) => ({ quota: `${kind}#${minute()}#${username}` });
  return {
    used: async (username, deadlineAt) => {
      const item = await table.get(key(username), deadlineAt);
      return item === undefined ? 0 : quota.parse(item).count;
    },
    use: async (username, deadlineAt) => {
      const change = {
        set: 'SET #expiresAt = :expiresAt ADD #count :one',
        values: { ':expiresAt': (minute() + 2) * (minuteMs / 1_000), ':one': 1 },
      };
      return quota.parse(await table.update(key(username), change, deadlineAt)).count;
    },
    secondsLeft: () => Math.ceil(((minute() + 1) * minuteMs - clock.now()) / 1_000),
  };
}
