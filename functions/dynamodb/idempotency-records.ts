import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { openTable } from './table.ts';

const creation = z.object({
  creation: z.string(),
  chatroomId: z.int(),
  /** The room's own; another room that has the id is not the one that was created. */
  createToken: z.string(),
  /** In milliseconds since the epoch: until then the same create means this room. */
  repeatedUntil: z.int(),
  /** For DynamoDB's clean-up, in seconds since the epoch. */
  expiresAt: z.int(),
});

export type Creation = z.infer<typeof creation>;

/** What makes two creates the same. */
export interface CreationKey {
  readonly creator: string;
  readonly liveId: string;
  readonly name: string;
}

export interface CreationStore {
  find(key: CreationKey, deadlineAt: number): Promise<Creation | undefined>;
  /**
   * Notes which room a create makes, unless another was noted in the meantime. `instead` is the note that was
   * found and no longer counts.
   * @returns the note that is there then: ours, or another's.
   */
  note(
    one: { key: CreationKey; chatroomId: number; createToken: string; repeatedUntil: number },
    instead: Pick<Creation, 'createToken'> | undefined,
    deadlineAt: number,
  ): Promise<Creation>;
}

/** The parts are written as JSON, so that one cannot run into the next. */
const hashOf = ({ creator, liveId, name }: CreationKey) =>
  createHash('sha256')
    .update(JSON.stringify([creator, liveId, name]))
    .digest('base64url');

export function creationStore(deps: Deps): CreationStore {
  const table = openTable(deps, settings.creationsTable);
  const find = async (key: CreationKey, deadlineAt: number) => {
    const item = await table.get({ creation: hashOf(key) }, deadlineAt);
    return item === undefined ? undefined : creation.parse(item);
  };
  return {
    find,
    note: async ({ key, ...one }, instead, deadlineAt) => {
      const item = { ...one, creation: hashOf(key), expiresAt: Math.ceil(one.repeatedUntil / 1_000) };
      const guard =
        instead === undefined
          ? { condition: 'attribute_not_exists(#creation)', values: {} }
          : {
              // DynamoDB may clean the old note up in between.
              condition: 'attribute_not_exists(#creation) OR #createToken = :instead',
              values: { ':instead': instead.createToken },
            };
      if (await table.put(item, guard, deadlineAt)) return item;
      return creation.parse(await find(key, deadlineAt));
    },
  };
}
