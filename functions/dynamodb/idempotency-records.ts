import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Deps } from '../platform/deps.ts';
import { Table } from './table.ts';

const idempotencyRecord = z.object({
  chatroomId: z.int(),
  /** The room's token: another room with the same id has another token. */
  createToken: z.string(),
  /** In milliseconds since the epoch: until this time the same create returns this room. */
  repeatedUntil: z.int(),
});

export type IdempotencyRecord = z.infer<typeof idempotencyRecord>;

/** Two creates with equal values are the same. */
export interface CreateKey {
  readonly creator: string;
  readonly liveId: string;
  readonly name: string;
}

/** As JSON, so that different parts never make the same key. */
const hashOf = ({ creator, liveId, name }: CreateKey) =>
  hash('sha256', JSON.stringify([creator, liveId, name]), 'base64url');

export function idempotencyRecords(deps: Deps) {
  const table = new Table(deps, 'creations');
  const find = async (key: CreateKey, deadlineAt: number) => {
    const item = await table.get({ creation: hashOf(key) }, deadlineAt);
    return item === undefined ? undefined : idempotencyRecord.parse(item);
  };
  return {
    find,
    /**
     * Records which room a create makes, unless another record was stored meanwhile. `instead` is the record that was
     * read and is no longer valid.
     * @returns the stored record: ours, or another's.
     */
    put: async (
      key: CreateKey,
      record: IdempotencyRecord,
      instead: IdempotencyRecord | undefined,
      deadlineAt: number,
    ): Promise<IdempotencyRecord> => {
      const expiresAt = Math.ceil(record.repeatedUntil / 1_000);
      const item = { ...record, creation: hashOf(key), expiresAt };
      const guard = {
        // DynamoDB may delete the old record in between.
        condition: 'attribute_not_exists(#creation) OR #createToken = :instead',
        values: { ':instead': instead?.createToken ?? 'none' },
      };
      if (await table.put(item, guard, deadlineAt)) return record;
      return idempotencyRecord.parse(await find(key, deadlineAt));
    },
  };
}
