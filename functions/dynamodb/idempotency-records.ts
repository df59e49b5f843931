import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { openTable } from './table.ts';

const idempotencyRecord = z.object({
  creation: z.string(),
  chatroomId: z.int(),
  /** The room's own; another room that has the id is not the one that was created. */
  createToken: z.string(),
  /** In milliseconds since the epoch: until then the same create means this room. */
  repeatedUntil: z.int(),
  /** For DynamoDB's TTL, in seconds since the epoch. */
  expiresAt: z.int(),
});

export type IdempotencyRecord = z.infer<typeof idempotencyRecord>;
export type NewRecord = Pick<IdempotencyRecord, 'chatroomId' | 'createToken' | 'repeatedUntil'>;

/** What makes two creates the same. */
export interface CreateKey {
  readonly creator: string;
  readonly liveId: string;
  readonly name: string;
}

export interface IdempotencyRecords {
  find(key: CreateKey, deadlineAt: number): Promise<IdempotencyRecord | undefined>;
  /**
   * Records which room a create makes, unless another was recorded in the meantime. `instead` is the record that was
   * found and is no longer valid.
   * @returns the record that is there then: ours, or another's.
   */
  put(
    key: CreateKey,
    record: NewRecord,
    instead: Pick<IdempotencyRecord, 'createToken'> | undefined,
    deadlineAt: number,
  ): Promise<NewRecord>;
}

/** The parts are written as JSON, so that one cannot run into the next. */
const hashOf = ({ creator, liveId, name }: CreateKey) =>
  createHash('sha256')
    .update(JSON.stringify([creator, liveId, name]))
    .digest('base64url');

export function idempotencyRecords(deps: Deps): IdempotencyRecords {
  const table = openTable(deps, settings.creationsTable);
  const find = async (key: CreateKey, deadlineAt: number) => {
    const item = await table.get({ creation: hashOf(key) }, deadlineAt);
    return item === undefined ? undefined : idempotencyRecord.parse(item);
  };
  return {
    find,
    put: async (key, record, instead, deadlineAt) => {
      const item = {
        ...record,
        creation: hashOf(key),
        expiresAt: Math.ceil(record.repeatedUntil / 1_000),
      };
      const guard =
        instead === undefined
          ? { condition: 'attribute_not_exists(#creation)', values: {} }
          : {
              // DynamoDB may clean the old record up in between.
              condition: 'attribute_not_exists(#creation) OR #createToken = :instead',
              values: { ':instead': instead.createToken },
            };
      if (await table.put(item, guard, deadlineAt)) return record;
      return idempotencyRecord.parse(await find(key, deadlineAt));
    },
  };
}
