import { BatchGetCommand, type BatchGetCommandOutput, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../platform/deps.ts';
import { databaseOf } from './client.ts';

export type Item = Readonly<Record<string, unknown>>;
export type ItemKey = Readonly<Record<string, string | number>>;

/** One item by its key. */
export interface ItemRead {
  readonly table: string;
  readonly key: ItemKey;
}

/** @returns undefined where there is no such item. @throws Failure, as Database.run does. */
export type ReadItem = (read: ItemRead, deadlineAt: number) => Promise<Item | undefined>;

/** A batch gets this long, and where it fails each of its reads as long again. */
const batchWithinMs = 1_750;

/** The reads that are asked for in one turn, and what their batch brought: nothing where it failed or there is one read alone. */
interface Turn {
  readonly reads: ItemRead[];
  readonly reply: Promise<BatchGetCommandOutput | undefined>;
}

const isAskedBy = ({ key }: ItemRead) => {
  const attributes = Object.entries(key);
  return (item: Item) => attributes.every(([name, value]) => item[name] === value);
};

/** Each item once: DynamoDB refuses a batch that names one twice. */
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

  const readTogether = (reads: readonly ItemRead[], deadlineAt: number) => {
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
      return reads.length === 1 ? undefined : readTogether(reads, soon(deadlineAt)).catch(() => undefined);
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
 * Reads items, always consistently. The reads of one turn of the event loop go out as one BatchGetItem, so each
 * part of a call asks for its own item and all of them together cost one trip. (A batch takes 100 items; no turn of
 * ours has more.) What the batch does not bring, because it failed or DynamoDB under load left it out, is
 * asked for by itself: a table that is out of reach takes no other with it.
 */
export function itemReaderOf(deps: Deps): ReadItem {
  const reader = readers.get(deps) ?? createItemReader(deps);
  readers.set(deps, reader);
  return reader;
}
