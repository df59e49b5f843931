import { type TableDefinition, tables } from '../../functions/contract/tables.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { bytesOf, noUnits, readUnits, type Units, type WireItem, writeUnits } from './request-units.ts';

/** Sends a request of DynamoDB's protocol on. */
export type Send = (operation: string, body: unknown) => Promise<{ status: number; text: string }>;

interface KeysAndConsistency {
  readonly Keys: readonly WireItem[];
  readonly ConsistentRead?: boolean;
}

const definitions = new Map<string, TableDefinition>(
  Object.entries(tables).map(([key, definition]) => [localTableName(key), definition]),
);

function definitionOf(table: string): TableDefinition {
  const definition = definitions.get(table);
  if (definition === undefined) throw new Error(`${table} is no table of ours`);
  return definition;
}

/** Runs one operation and computes its cost; a write by the item before and after it. */
export async function charge(send: Send, operation: string, body: string) {
  const input = JSON.parse(body);
  const image = async (Key: unknown): Promise<WireItem | undefined> =>
    JSON.parse((await send('GetItem', { TableName: input.TableName, Key, ConsistentRead: true })).text).Item;
  const read = async (of: (output: Record<string, unknown>) => number) => {
    const reply = await send(operation, input);
    const units: Units = reply.status === 200 ? { read: of(JSON.parse(reply.text)), write: 0 } : noUnits;
    return { reply, units };
  };
  const write = async (key: unknown) => {
    const before = await image(key);
    const reply = await send(operation, input);
    const after = await image(key);
    return { reply, units: { read: 0, write: writeUnits(definitionOf(input.TableName), before, after) } };
  };
  switch (operation) {
    case 'GetItem':
      return await read(({ Item }) => readUnits(bytesOf(Item as WireItem), input.ConsistentRead === true));
    case 'BatchGetItem':
      return await read(({ Responses }) => batchUnits(input.RequestItems, Responses as Responses));
    case 'Query':
      return await read(({ Items = [], ScannedCount }) => {
        const bytes =
          input.IndexName === undefined
            ? (Items as WireItem[]).reduce((sum, item) => sum + bytesOf(item), 0)
            : Number(ScannedCount) * bytesOfIndexEntry;
        return readUnits(bytes, input.ConsistentRead === true);
      });
    case 'PutItem': {
      const { name } = definitionOf(input.TableName).partitionKey;
      return await write({ [name]: input.Item[name] });
    }
    case 'UpdateItem':
    case 'DeleteItem':
      return await write(input.Key);
    case 'BatchWriteItem':
      return await writeBatch(send, input.RequestItems);
    default:
      throw new Error(`${operation} is not among what the functions make use of`);
  }
}

interface PutRequests {
  readonly [table: string]: readonly { readonly PutRequest: { readonly Item: WireItem } }[];
}

/** New items of tables without indexes: the only ones that are written in batches. */
async function writeBatch(send: Send, requests: PutRequests) {
  const reply = await send('BatchWriteItem', { RequestItems: requests });
  const write = Object.entries(requests).reduce(
    (sum, [table, puts]) =>
      puts.reduce(
        (units, { PutRequest }) => units + writeUnits(definitionOf(table), undefined, PutRequest.Item),
        sum,
      ),
    0,
  );
  return { reply, units: { read: 0, write } };
}

type Responses = Readonly<Record<string, readonly WireItem[]>>;

/** Two keys with their names; no username makes it a unit more. */
const bytesOfIndexEntry = 64;

/** Each item of a batch is rounded up by itself, and one that is not there counts as well. */
function batchUnits(requests: Readonly<Record<string, KeysAndConsistency>>, responses: Responses): number {
  return Object.entries(requests).reduce((sum, [table, { Keys, ConsistentRead }]) => {
    const found = responses[table] ?? [];
    const isConsistent = ConsistentRead === true;
    const missing = (Keys.length - found.length) * readUnits(0, isConsistent);
    return sum + found.reduce((units, item) => units + readUnits(bytesOf(item), isConsistent), missing);
  }, 0);
}
