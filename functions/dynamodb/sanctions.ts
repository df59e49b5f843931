import * as z from 'zod/mini';
import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import type { Participant } from './chatroom.ts';
import { openTable } from './table.ts';

/** Times are milliseconds since the epoch. 0: lifted. Absent: never set. */
const sanction = z.object({
  chatroomId: z.int(),
  username: z.string(),
  userId: z.string(),
  mutedUntil: z.optional(z.int()),
  blockedUntil: z.optional(z.int()),
  /** The moderator who decided last. */
  by: z.string(),
  /** For DynamoDB's TTL, in seconds since the epoch. */
  expiresAt: z.int(),
});

export type Sanction = z.infer<typeof sanction>;
export type SanctionKind = 'mutedUntil' | 'blockedUntil';

/** A sanction lifted is kept as long as it may have to be brought to RongCloud again. */
const keptMs = 24 * 3_600_000;
/** 30 days, the longest sanction: an item outlives whatever else it holds. */
const maxSanctionMs = 30 * 24 * 3_600_000;
/** Of one room: more people than a class has. */
const maxSanctions = 10_000;

export interface NewSanction {
  readonly chatroomId: number;
  readonly target: Participant;
  readonly kind: SanctionKind;
  /** 0 lifts it. */
  readonly until: number;
  readonly by: string;
}

export interface SanctionStore {
  find(chatroomId: number, username: string, deadlineAt: number): Promise<Sanction | undefined>;
  /** Those of a room that hold, and those that were lifted of late. */
  ofRoom(chatroomId: number, deadlineAt: number): Promise<readonly Sanction[]>;
  /** @returns the sanction of the user as it is then. */
  set(change: NewSanction, deadlineAt: number): Promise<Sanction>;
}

export function sanctionStore(deps: Deps): SanctionStore {
  const table = openTable(deps, settings.sanctionsTable);
  const { clock } = deps;
  return {
    find: async (chatroomId, username, deadlineAt) => {
      const item = await table.get({ chatroomId, username }, deadlineAt);
      return item === undefined ? undefined : sanction.parse(item);
    },
    ofRoom: async (chatroomId, deadlineAt) => {
      const query = {
        keys: '#chatroomId = :chatroomId',
        values: { ':chatroomId': chatroomId },
        limit: maxSanctions,
      };
      return (await table.query(query, deadlineAt)).map((item) => sanction.parse(item));
    },
    set: async ({ chatroomId, target: { username, userId }, kind, until, by }, deadlineAt) => {
      const change = {
        set: `SET #${kind} = :until, #userId = :userId, #by = :by, #expiresAt = :expiresAt`,
        values: {
          ':until': until,
          ':userId': userId,
          ':by': by,
          ':expiresAt': Math.ceil((clock.now() + maxSanctionMs + keptMs) / 1_000),
        },
      };
      return sanction.parse(await table.update({ chatroomId, username }, change, deadlineAt));
    },
  };
}
