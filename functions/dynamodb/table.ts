import {
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { readSetting, type Setting } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { databaseOf } from './client.ts';
import { type Item, type ItemKey, itemReaderOf } from './items.ts';

/** A change of an item. Attributes are written `#name`, values `:name`: user input is never part of an expression. */
export interface Change {
  readonly set?: string;
  readonly remove?: string;
  readonly condition?: string;
  readonly values: Item;
}

export interface Query {
  /** If absent, the table itself is queried, by a consistent read. */
  readonly index?: string;
  /** Attributes written `#name`, values `:name`. */
  readonly keys: string;
  readonly values: Item;
  readonly limit: number;
}

export interface IndexScan {
  readonly index: string;
  /** The keys of the last item of the previous scan. */
  readonly after: ItemKey | undefined;
  readonly limit: number;
}

/**
 * One table. All reads are consistent, except for queries and scans of an index; gets of one turn make one trip (see
 * items.ts). After a lost reply the SDK's retry can fail its own condition: read back on `undefined` or `false`.
 */
export interface Table {
  get(key: ItemKey, deadlineAt: number): Promise<Item | undefined>;
  /** @returns false if the condition failed. */
  put(item: Item, guard: Pick<Change, 'condition' | 'values'>, deadlineAt: number): Promise<boolean>;
  /** @returns the item after the change, or undefined if the condition failed. */
  update(key: ItemKey, change: Change, deadlineAt: number): Promise<Item | undefined>;
  query(query: Query, deadlineAt: number): Promise<readonly Item[]>;
  /** Counts up to `limit`, over several pages of 1 MB if needed. */
  count(query: Query, deadlineAt: number): Promise<number>;
  scan(scan: IndexScan, deadlineAt: number): Promise<readonly Item[]>;
}

/** Every attribute has a placeholder, because some are reserved words of DynamoDB. */
const placeholders = (...expressions: (string | undefined)[]) =>
  Object.fromEntries(
    [...expressions.join(' ').matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']),
  );

const withoutEmpty = (values: Item) => (Object.keys(values).length === 0 ? undefined : values);

export function openTable(deps: Deps, name: Setting<string>): Table {
  const TableName = readSetting(deps.environment, name);
  const database = databaseOf(deps);
  const read = itemReaderOf(deps);

  const queryCommand = ({ index, keys, values, limit }: Query, rest: Partial<QueryCommandInput> = {}) =>
    new QueryCommand({
      TableName,
      IndexName: index,
      ConsistentRead: index === undefined,
      KeyConditionExpression: keys,
      ExpressionAttributeNames: placeholders(keys),
      ExpressionAttributeValues: values,
      Limit: limit,
      ...rest,
    });

  return {
    get: (key, deadlineAt) => read({ table: TableName, key }, deadlineAt),
    put: async (Item, { condition, values }, deadlineAt) => {
      const put = new PutCommand({
        TableName,
        Item,
        ConditionExpression: condition,
        ExpressionAttributeNames: condition === undefined ? undefined : placeholders(condition),
        ExpressionAttributeValues: withoutEmpty(values),
      });
      return (await database.run((client, options) => client.send(put, options), deadlineAt)) !== undefined;
    },
    update: async (Key, { set, remove, condition, values }, deadlineAt) => {
      const update = new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: [set, remove && `REMOVE ${remove}`].filter(Boolean).join(' '),
        ConditionExpression: condition,
        ExpressionAttributeNames: placeholders(set, remove, condition),
        ExpressionAttributeValues: withoutEmpty(values),
        ReturnValues: 'ALL_NEW',
      });
      return (await database.run((client, options) => client.send(update, options), deadlineAt))?.Attributes;
    },
    query: async (query, deadlineAt) => {
      const command = queryCommand(query);
      return (
        (await database.run((client, options) => client.send(command, options), deadlineAt))?.Items ?? []
      );
    },
    count: async (query, deadlineAt) => {
      let count = 0;
      let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
      do {
        const limit = query.limit - count;
        const command = queryCommand({ ...query, limit }, { Select: 'COUNT', ExclusiveStartKey });
        const page = await database.run((client, options) => client.send(command, options), deadlineAt);
        count += page?.Count ?? 0;
        ExclusiveStartKey = page?.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined && count < query.limit);
      return count;
    },
    scan: async ({ index, after, limit }, deadlineAt) => {
      const command = new ScanCommand({
        TableName,
        IndexName: index,
        ExclusiveStartKey: after,
        Limit: limit,
      });
      return (
        (await database.run((client, options) => client.send(command, options), deadlineAt))?.Items ?? []
      );
    },
  };
}
