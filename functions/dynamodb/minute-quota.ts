import * as z from 'zod/mini';
import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { openTable } from './table.ts';

const minuteMs = 60_000;
const quota = z.object({ count: z.int() });

/** The kind of call that is counted. */
type QuotaKind = 'create' | 'token-refresh';

export interface MinuteQuota {
  /** The user's count in this minute. */
  used(username: string, deadlineAt: number): Promise<number>;
  /** Adds one. @returns the new count. */
  use(username: string, deadlineAt: number): Promise<number>;
  /** Milliseconds until the next minute. */
  readonly secondsLeft: () => number;
}

/**
 * Counts a user's calls per clock minute. The SDK's retry after a lost reply counts twice, which does no harm.
 */
export function minuteQuota(deps: Deps, kind: QuotaKind): MinuteQuota {
  const table = openTable(deps, settings.quotasTable);
  const { clock } = deps;
  const minute = () => Math.floor(clock.now() / minuteMs);
  // Kind and digits come first, so that no username makes the key of another count.
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
