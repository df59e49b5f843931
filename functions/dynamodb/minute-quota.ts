import * as z from 'zod/mini';
import type { Deps } from '../platform/deps.ts';
import { Table } from './table.ts';

const minuteMs = 60_000;
const quota = z.object({ count: z.int() });

/** Counts a user's calls of one kind per clock minute. The SDK's retry after a lost reply counts twice: no harm. */
export function minuteQuota(deps: Deps, kind: 'create' | 'token-refresh') {
  const table = new Table(deps, 'quotas');
  const { clock } = deps;
  const minute = () => Math.floor(clock.now() / minuteMs);
  // Kind and digits come first, so that no username makes the key of another count.
  const key = (username: string) => ({ quota: `${kind}#${minute()}#${username}` });
  return {
    /** The user's count in this minute. */
    used: async (username: string, deadlineAt: number): Promise<number> => {
      const item = await table.get(key(username), deadlineAt);
      return item === undefined ? 0 : quota.parse(item).count;
    },
    /** Adds one. @returns the new count. */
    use: async (username: string, deadlineAt: number): Promise<number> => {
      const change = {
        update: 'SET #expiresAt = :expiresAt ADD #count :one',
        values: { ':expiresAt': (minute() + 2) * (minuteMs / 1_000), ':one': 1 },
      };
      return quota.parse(await table.update(key(username), change, deadlineAt)).count;
    },
    /** Until the next minute. */
    secondsLeft: () => Math.ceil(((minute() + 1) * minuteMs - clock.now()) / 1_000),
  };
}
