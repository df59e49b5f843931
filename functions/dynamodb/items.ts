import { BatchGetCommand, type BatchGetCommandOutput, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../platform/deps.ts';
import { databaseOf } from './client.ts';

export type Item = Readonly<Record<string, unknown>>;
export type ItemKey = Readonly<Record<string, string | number>>;

interface ItemRead {
  readonly table: string;
  readonly key: ItemKey;
}

/** @returns undefined if there is no such item. @throws Failure, as Database.run does. */
export type ReadItem = (read: ItemRead, deadlineAt: number) => Promise<Item | undefined>;

/** Timeout of a batch, and of each of its reads if the batch fails. */
const batchWithinMs = 1_750;

/** The reads of one turn and the result of their batch; no result if it failed or there is only one read. */
interface Turn {
  readonly reads: ItemRead[];
  readonly reply: Promise<BatchGetCommandOutput | undefined>;
}

const isAskedBy = ({ key }: ItemRead) => {
  const attributes = Object.entries(key);
  return (item: Item) => attributes.every(([name, value]) => item[name] === value);
};

/** Each item once: DynamoDB refuses a batch with a repeated key. */
function requestItems(reads: readonly ItemRead[]) {
  const requests: Record<string, { Keys: ItemKey[]; ConsistentRead: true }> = {};
  for (const read of reads) {
    const request = requests[read.table] ?? { Keys: [], ConsistentRead: true };
    requests[read.table] = request;
    if (!request.Keys.some(isAskedBy(read))) request.Keys.push(read.key);
  }
  return requests;
}

function createItemReader(deps: Deps): ReadItem {
  const { run } = databaseOf(deps);
  const { clock } = deps;
  let turn: Turn | undefined;

  const soon = (deadlineAt: number) => Math.min(deadlineAt, clock.now() + batchWithinMs);

  const readBatch = (reads: readonly ItemRead[], deadlineAt: number) => {
    const batch = new BatchGetCommand({ RequestItems: requestItems(reads) });
    return run((client, options) => client.send(batch, options), deadlineAt);
  };

  const readAlone = async ({ table, key }: ItemRead, deadlineAt: number): Promise<Item | undefined> => {
    const get = new GetCommand({ TableName: table, Key: key, ConsistentRead: true });
    return (await run((client, options) => client.send(get, options), deadlineAt))?.Item;
  };

  const begin = (deadlineAt: number): Turn => {
    const reads: ItemRead[] = [];
    const reply = Promise.resolve().then(() => {
      turn = undefined;
      return reads.length === 1 ? undefined : readBatch(reads, soon(deadlineAt)).catch(() => undefined);
    });
    return { reads, reply };
  };

  return async (read, deadlineAt) => {
    turn ??= begin(deadlineAt);
    const { reads, reply } = turn;
    reads.push(read);
    const batch = await reply;
    const isLeftOut = batch?.UnprocessedKeys?.[read.table]?.Keys?.some(isAskedBy(read));
    if (batch !== undefined && !isLeftOut) return batch.Responses?.[read.table]?.find(isAskedBy(read));
    return await readAlone(read, reads.length === 1 ? deadlineAt : soon(deadlineAt));
  };
}

const readers = new WeakMap<Deps, ReadItem>();

/**
 * Reads items, always consistently. All reads of one turn of the event loop are one BatchGetItem, so that each part of a
 * call reads its own item and all of them cost one trip. (A batch takes 100 items; no turn has more.) Items that the
 * batch did not return are read one by one: a table that is out of reach does not affect the others.
 */
export function itemReaderOf(deps: Deps): ReadItem {
  const reader = readers.get(deps) ?? createItemReader(deps);
  readers.set(deps, reader);
  return reader;
}
