import * as z from 'zod/mini';
import type { Deps } from '../platform/deps.ts';
import type { Participant } from './chatroom.ts';
import { Table } from './table.ts';

/** Times are milliseconds since the epoch. 0: lifted. Absent: never set. */
const sanction = z.object({
  chatroomId: z.int(),
  username: z.string(),
  userId: z.string(),
  mutedUntil: z.optional(z.int()),
  blockedUntil: z.optional(z.int()),
  /** The moderator of the last change. */
  by: z.string(),
});

export type Sanction = z.infer<typeof sanction>;
const parse = (item: unknown) => (item === undefined ? undefined : sanction.parse(item));

export type SanctionKind = 'mutedUntil' | 'blockedUntil';

/** A day longer than the longest sanction. */
const keptMs = 31 * 24 * 3_600_000;
/** They fit into one page of 1 MB. */
const maxSanctions = 5_000;

interface NewSanction {
  readonly chatroomId: number;
  readonly target: Participant;
  readonly kind: SanctionKind;
  /** 0 lifts it. */
  readonly until: number;
  readonly by: string;
  readonly at: number;
}

export function sanctionStore(deps: Deps) {
  const table = new Table(deps, 'sanctions');
  const { clock } = deps;
  return {
    find: async (chatroomId: number, username: string, deadlineAt: number): Promise<Sanction | undefined> =>
      parse(await table.get({ chatroomId, username }, deadlineAt)),
    /** The sanctions of a room, also lifted and expired ones that DynamoDB has not deleted yet. */
    ofRoom: async (chatroomId: number, deadlineAt: number): Promise<readonly Sanction[]> => {
      const query = {
        keys: '#chatroomId = :chatroomId',
        values: { ':chatroomId': chatroomId },
        limit: maxSanctions,
      };
      return (await table.query(query, deadlineAt)).map((item) => sanction.parse(item));
    },
    /** @returns the user's sanctions after the change, undefined if a later call has set them. */
    set: async (
      { chatroomId, target: { username, userId }, kind, until, by, at }: NewSanction,
      deadlineAt: number,
    ): Promise<Sanction | undefined> => {
      // When it was decided: a late write of an older call then fails.
      const decided = kind === 'mutedUntil' ? 'muteDecidedAt' : 'blockDecidedAt';
      const change = {
        update: `SET #${kind} = :until, #userId = :userId, #by = :by, #${decided} = :at, #expiresAt = :expiresAt`,
        condition: `(attribute_not_exists(#${decided}) OR #${decided} <= :at)`,
        values: {
          ':at': at,
          ':until': until,
          ':userId': userId,
          ':by': by,
          ':expiresAt': Math.ceil((clock.now() + keptMs) / 1_000),
        },
      };
      return parse(await table.update({ chatroomId, username }, change, deadlineAt));
    },
  };
}
