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
import { type Item, type ItemKey, itemReaderOf, type ReadItem } from './items.ts';

/** A change of an item. Attributes are written `#name`, values `:name`: user input is never part of an expression. */
export interface Change {
  readonly update: string;
  readonly condition?: string | undefined;
  readonly values: Item;
}

interface Guard {
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
export class Table {
  private readonly tableName: string;
  private readonly database: ReturnType<typeof databaseOf>;
  private readonly read: ReadItem;

  constructor(deps: Deps, name: TableName) {
    this.tableName = tableName(deps, name);
    this.database = databaseOf(deps);
    this.read = itemReaderOf(deps);
  }

  get(key: ItemKey, deadlineAt: number): Promise<Item | undefined> {
    return this.read({ table: this.tableName, key }, deadlineAt);
  }

  /** @returns false if the condition failed. */
  async put(Item: Item, { condition, values }: Guard, deadlineAt: number): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.tableName,
      Item,
      ConditionExpression: condition,
      ExpressionAttributeNames: placeholders(condition),
      ExpressionAttributeValues: values,
    });
    const { run } = this.database;
    return (await run((client, options) => client.send(command, options), deadlineAt)) !== undefined;
  }

  /** @returns the item after the change, or undefined if the condition failed. */
  async update(
    Key: ItemKey,
    { update, condition, values }: Change,
    deadlineAt: number,
  ): Promise<Item | undefined> {
    const command = new UpdateCommand({
      TableName: this.tableName,
      Key,
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeNames: placeholders(`${update} ${condition}`),
      // DynamoDB refuses an empty object.
      ExpressionAttributeValues: Object.keys(values).length === 0 ? undefined : values,
      ReturnValues: 'ALL_NEW',
    });
    const { run } = this.database;
    return (await run((client, options) => client.send(command, options), deadlineAt))?.Attributes;
  }

  async query(query: Query, deadlineAt: number): Promise<readonly Item[]> {
    return (await this.queryPage(query, deadlineAt))?.Items ?? [];
  }

  /** Counts up to `limit`, over several pages of 1 MB if needed. */
  async count(query: Query, deadlineAt: number): Promise<number> {
    let count = 0;
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const limit = query.limit - count;
      const rest = { Select: 'COUNT', ExclusiveStartKey } as const;
      const page = await this.queryPage({ ...query, limit }, deadlineAt, rest);
      count += page?.Count ?? 0;
      ExclusiveStartKey = page?.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined && count < query.limit);
    return count;
  }

  private queryPage(
    { index, keys, values, limit }: Query,
    deadlineAt: number,
    rest: Partial<QueryCommandInput> = {},
  ) {
    const command = new QueryCommand({
      TableName: this.tableName,
      IndexName: index,
      ConsistentRead: index === undefined,
      KeyConditionExpression: keys,
      ExpressionAttributeNames: placeholders(keys),
      ExpressionAttributeValues: values,
      Limit: limit,
      ...rest,
    });
    return this.database.run((client, options) => client.send(command, options), deadlineAt);
  }

  /** @param after the keys of the last item of the previous scan. */
  async scan(
    IndexName: string,
    after: ItemKey | undefined,
    Limit: number,
    deadlineAt: number,
  ): Promise<readonly Item[]> {
    const scan = { TableName: this.tableName, IndexName, ExclusiveStartKey: after, Limit };
    const command = new ScanCommand(scan);
    const { run } = this.database;
    return (await run((client, options) => client.send(command, options), deadlineAt))?.Items ?? [];
  }
}
