import { type IndexDefinition, tables } from '../../../functions/contract/tables.ts';
import { condition, type Item, updated } from './expressions.ts';

export type Action = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan';

/** One call of the DynamoDB API, its items as plain objects. */
export interface Operation {
  readonly action: Action;
  readonly input: Readonly<Record<string, unknown>>;
}

export type Output = Readonly<Record<string, unknown>>;

/** As the SDK names it: the product looks at the class. */
export class ConditionalCheckFailedException extends Error {
  override readonly name = 'ConditionalCheckFailedException';
}

interface WriteInput {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

interface MemoryTable {
  readonly key: string;
  readonly sortKey: string | undefined;
  readonly indexes: Readonly<Record<string, IndexDefinition>>;
  items: Map<unknown, Item>;
  /** What the table held before its last writes, the newest first: an index may still answer from there. */
  past: readonly ReadonlyMap<unknown, Item>[];
}

export type Snapshot = ReadonlyMap<string, ReadonlyMap<unknown, Item>>;

export interface MemoryDynamoDb {
  /** @param versionsBehind how many writes an answer lags that need not be consistent. */
  execute(operation: Operation, versionsBehind?: number): Output;
  rows(table: keyof typeof tables): readonly Item[];
  row(table: keyof typeof tables, key: unknown): Item | undefined;
  put(table: keyof typeof tables, item: Item): void;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
}

const mayBeStale = ({ action }: Operation) => ['GetItem', 'BatchGetItem', 'Query', 'Scan'].includes(action);

const usualPastVersions = 4;

/** By what a table keeps an item. */
const identityOf = ({ key, sortKey }: MemoryTable, item: Item): unknown =>
  sortKey === undefined ? item[key] : `${item[key]} ${item[sortKey]}`;

const inOrder = (sort: string) => (a: Item, b: Item) => {
  const [one, other] = [a[sort], b[sort]];
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : 1;
};

export interface ItemChange {
  readonly table: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface MemoryDynamoDbOptions {
  readonly onChange: (change: ItemChange) => void;
  /** Told of every operation that was answered by the tables as they are. */
  readonly onExecuted: (operation: Operation, outcome: Output | 'condition failed') => void;
  /** How many states of a table before the last are kept, each of them whole. */
  readonly pastVersions?: number;
}

/** DynamoDB in memory: one operation at a time, conditions and updates as the product's expressions say. */
export function memoryDynamoDb({
  onChange,
  onExecuted,
  pastVersions = usualPastVersions,
}: MemoryDynamoDbOptions): MemoryDynamoDb {
  const all = new Map<string, MemoryTable>(
    Object.entries(tables).map(([name, definition]) => [
      name,
      {
        key: definition.partitionKey.name,
        sortKey: 'sortKey' in definition ? definition.sortKey.name : undefined,
        indexes: 'indexes' in definition ? definition.indexes : {},
        items: new Map(),
        past: [],
      },
    ]),
  );

  const tableOf = (name: unknown): MemoryTable => {
    const table = all.get(String(name));
    if (table === undefined) throw new Error(`no table ${name}`);
    return table;
  };

  const change = (name: string, key: unknown, after: Item | undefined) => {
    const table = tableOf(name);
    const before = table.items.get(key);
    const items = pastVersions === 0 ? table.items : new Map(table.items);
    if (after === undefined) items.delete(key);
    else items.set(key, after);
    table.past = [table.items, ...table.past].slice(0, pastVersions);
    table.items = items;
    onChange({ table: name, before, after });
  };

  const guard = (item: Item, input: WriteInput) => {
    const { ConditionExpression: text, ExpressionAttributeNames: names = {} } = input;
    if (text === undefined) return;
    const values = input.ExpressionAttributeValues ?? {};
    if (!condition(text)({ item, names, values })) throw new ConditionalCheckFailedException();
  };

  const get = (name: unknown, key: Item, versionsBehind: number) => {
    const table = tableOf(name);
    const items = versionsBehind === 0 ? table.items : (table.past[versionsBehind - 1] ?? table.items);
    const item = items.get(identityOf(table, key));
    return item === undefined ? undefined : { ...item };
  };

  /** The items of an index or of the table as they were, and what an answer holds of each. */
  const searched = (input: Readonly<Record<string, unknown>>, versionsBehind: number) => {
    const table = tableOf(input.TableName);
    const items = versionsBehind === 0 ? table.items : (table.past[versionsBehind - 1] ?? table.items);
    if (input.IndexName === undefined) {
      return {
        held: [...items.values()],
        sort: table.sortKey ?? table.key,
        shown: (item: Item) => ({ ...item }),
      };
    }
    const index = table.indexes[String(input.IndexName)];
    if (index === undefined) throw new Error(`no index ${input.IndexName}`);
    const [partition, sort] = [index.partitionKey.name, index.sortKey.name];
    const held = [...items.values()].filter(
      (item) => item[sort] !== undefined && item[partition] !== undefined,
    );
    const names = [table.key, table.sortKey, partition, sort, ...(index.attributes ?? [])];
    const shown = (item: Item) =>
      Object.fromEntries(names.filter((name) => name !== undefined).map((name) => [name, item[name]]));
    return { held, sort, shown };
  };

  /** In the order of ids, where DynamoDB has one of its own. */
  const scan = (input: Readonly<Record<string, unknown>>, versionsBehind: number): Output => {
    const { held, sort, shown } = searched(input, versionsBehind);
    const after = Number((input.ExclusiveStartKey as Item | undefined)?.[sort] ?? 0);
    const found = held
      .filter((item) => Number(item[sort]) > after)
      .sort(inOrder(sort))
      .slice(0, Number(input.Limit));
    return { Items: found.map(shown) };
  };

  const query = (input: Readonly<Record<string, unknown>>, versionsBehind: number): Output => {
    const { held, sort, shown } = searched(input, input.ConsistentRead === true ? 0 : versionsBehind);
    const holds = condition(String(input.KeyConditionExpression));
    const names = input.ExpressionAttributeNames as Readonly<Record<string, string>>;
    const values = input.ExpressionAttributeValues as Item;
    const found = held
      .filter((item) => holds({ item, names, values }))
      .sort(inOrder(sort))
      .slice(0, Number(input.Limit));
    if (input.Select === 'COUNT') return { Count: found.length };
    return { Items: found.map(shown) };
  };

  const batchGet = (input: Readonly<Record<string, unknown>>, versionsBehind: number): Output => {
    const requests = input.RequestItems as Readonly<
      Record<string, { Keys: readonly Item[]; ConsistentRead?: boolean }>
    >;
    const responses = Object.entries(requests).map(([name, { Keys, ConsistentRead }]) => [
      name,
      Keys.map((key) => get(name, key, ConsistentRead ? 0 : versionsBehind)).filter(
        (item) => item !== undefined,
      ),
    ]);
    return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
  };

  const answer = ({ action, input }: Operation, versionsBehind: number): Output => {
    const name = String(input.TableName);
    const write = input as WriteInput;
    if (action === 'BatchGetItem') return batchGet(input, versionsBehind);
    if (action === 'Query') return query(input, versionsBehind);
    if (action === 'Scan') return scan(input, versionsBehind);
    if (action === 'GetItem') {
      return { Item: get(name, input.Key as Item, input.ConsistentRead === true ? 0 : versionsBehind) };
    }
    const table = tableOf(name);
    const given = (action === 'PutItem' ? input.Item : input.Key) as Item;
    const key = identityOf(table, given);
    const before = table.items.get(key);
    guard(before ?? {}, write);
    if (action === 'DeleteItem') {
      if (before !== undefined) change(name, key, undefined);
      return {};
    }
    if (action === 'PutItem') {
      change(name, key, { ...given });
      return {};
    }
    const { UpdateExpression = '', ExpressionAttributeNames: names = {} } = write;
    const values = write.ExpressionAttributeValues ?? {};
    change(name, key, updated(UpdateExpression, { item: before ?? { ...given }, names, values }));
    return { Attributes: { ...table.items.get(key) } };
  };

  return {
    execute: (operation, versionsBehind = 0) => {
      try {
        const output = answer(operation, versionsBehind);
        if (versionsBehind === 0 || !mayBeStale(operation)) onExecuted(operation, output);
        return output;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) onExecuted(operation, 'condition failed');
        throw error;
      }
    },
    rows: (table) => [...tableOf(table).items.values()],
    row: (table, key) => tableOf(table).items.get(key),
    put: (name, item) => {
      const table = tableOf(name);
      table.items = new Map([...table.items, [identityOf(table, item), item]]);
    },
    snapshot: () => new Map([...all].map(([name, { items }]) => [name, items])),
    restore: (snapshot) => {
      for (const [name, table] of all) {
        table.items = new Map(snapshot.get(name));
        table.past = [];
      }
    },
  };
}
