import {
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { anyText, readSetting } from '../contract/settings.ts';
import { type TableName, tableVariable } from '../contract/tables.ts';
import type { Deps } from '../platform/deps.ts';
import { databaseOf } from './client.ts';
import { type Item, type ItemKey, itemReaderOf } from './items.ts';

/** A change of an item. Attributes are written `#name`, values `:name`: user input is never part of an expression. */
export interface Change {
  readonly update: string;
  readonly condition?: string | undefined;
  readonly values: Item;
}

export interface Guard {
  readonly condition: string;
  readonly values?: Item;
}

export interface Query {
  /** If absent, the table itself is queried, by a consistent read. */
  readonly index?: string;
  /** Attributes written `#name`, values `:name`. */
  readonly keys: string;
  readonly values: Item;
  readonly limit: number;
}

/** Every attribute has a placeholder, because some are reserved words of DynamoDB. */
const placeholders = (expression: string) =>
  Object.fromEntries(
    [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']),
  );

/** The name of a table in this deployment. @throws SettingError */
export const tableName = ({ environment }: Pick<Deps, 'environment'>, table: TableName): string =>
  readSetting(environment, { variable: tableVariable(table), ...anyText });

/**
 * One table. All reads are consistent, except for queries and scans of an index; gets of one turn make one trip (see
 * items.ts). After a lost reply the SDK's retry can fail its own condition: read back on `undefined` or `false`.
 */
export function openTable(deps: Deps, name: TableName) {
  const TableName = tableName(deps, name);
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
    get: (key: ItemKey, deadlineAt: number) => read({ table: TableName, key }, deadlineAt),
    /** @returns false if the condition failed. */
    put: async (Item: Item, { condition, values }: Guard, deadlineAt: number): Promise<boolean> => {
      const put = new PutCommand({
        TableName,
        Item,
        ConditionExpression: condition,
        ExpressionAttributeNames: placeholders(condition),
        ExpressionAttributeValues: values,
      });
      return (await database.run((client, options) => client.send(put, options), deadlineAt)) !== undefined;
    },
    /** @returns the item after the change, or undefined if the condition failed. */
    update: async (
      Key: ItemKey,
      { update, condition, values }: Change,
      deadlineAt: number,
    ): Promise<Item | undefined> => {
      const command = new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeNames: placeholders(`${update} ${condition}`),
        // DynamoDB refuses an empty object.
        ExpressionAttributeValues: Object.keys(values).length === 0 ? undefined : values,
        ReturnValues: 'ALL_NEW',
      });
      return (await database.run((client, options) => client.send(command, options), deadlineAt))?.Attributes;
    },
    query: async (query: Query, deadlineAt: number): Promise<readonly Item[]> => {
      const command = queryCommand(query);
      return (
        (await database.run((client, options) => client.send(command, options), deadlineAt))?.Items ?? []
      );
    },
    /** Counts up to `limit`, over several pages of 1 MB if needed. */
    count: async (query: Query, deadlineAt: number): Promise<number> => {
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
    /** @param after the keys of the last item of the previous scan. */
    scan: async (
      IndexName: string,
      after: ItemKey | undefined,
      Limit: number,
      deadlineAt: number,
    ): Promise<readonly Item[]> => {
      const command = new ScanCommand({ TableName, IndexName, ExclusiveStartKey: after, Limit });
      return (
        (await database.run((client, options) => client.send(command, options), deadlineAt))?.Items ?? []
      );
    },
  };
}

export type Table = ReturnType<typeof openTable>;
