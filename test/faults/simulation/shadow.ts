import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type TableDefinition, tables } from '../../../functions/contract/tables.ts';
import {
  createTables,
  embeddedConnection,
  localTableName,
  startDynamoDb,
} from '../../../lib/local/dynamodb.ts';
import type { Operation, Output, Snapshot } from './dynamodb.ts';

/** The result of an operation: its output, or that its condition failed. */
export type Outcome = Output | 'condition failed';

/** An embedded DynamoDB that gets the same operations as the one in memory and must return the same results. */
export interface Shadow {
  /** Records the operation and the result in memory. */
  follow(operation: Operation, outcome: Outcome): void;
  /** Records that the tables were set to this content. */
  set(contents: Snapshot): void;
  /** Runs everything that was recorded. @returns the differences. */
  differences(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

type Input = Record<string, unknown>;

const onThisMachine = ({ TableName, RequestItems, ...input }: Readonly<Input>): Input => ({
  ...input,
  ...(TableName === undefined ? {} : { TableName: localTableName(String(TableName)) }),
  ...(RequestItems === undefined ? {} : { RequestItems: renamed(RequestItems as Input, localTableName) }),
});

const renamed = (byTable: Input, rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(byTable).map(([name, value]) => [rename(name), value]));

const commands = {
  GetItem: GetCommand,
  BatchGetItem: BatchGetCommand,
  PutItem: PutCommand,
  UpdateItem: UpdateCommand,
  DeleteItem: DeleteCommand,
  Query: QueryCommand,
  Scan: ScanCommand,
};

const byText = (items: unknown) =>
  Array.isArray(items) ? items.map((item) => JSON.stringify(sorted(item))).sort() : [];
const sorted = (item: unknown) => Object.fromEntries(Object.entries(Object(item)).sort());

/** The parts of an answer that the product reads. A batch comes in any order. */
function essence({ Item, Items, Attributes, Count, Responses }: Input, action: Operation['action']) {
  if (action === 'Query' || action === 'Scan') return Items === undefined ? Count : byText(Items);
  if (action === 'BatchGetItem') {
    return Object.fromEntries(
      Object.entries(Object(Responses))
        .map(([name, items]) => [name.replace(localTableName(''), ''), byText(items)] as const)
        .filter(([, items]) => items.length > 0),
    );
  }
  return sorted(Item ?? Attributes);
}

export async function startShadow(): Promise<Shadow> {
  const server = await startDynamoDb();
  const connection = embeddedConnection(server.origin);
  await createTables(connection);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(connection));
  let followed: (() => Promise<string | undefined>)[] = [];

  const ask = async ({ action, input }: Operation): Promise<Outcome> => {
    try {
      const Command = commands[action] as unknown as new (input: Input) => GetCommand;
      return { ...(await client.send(new Command(onThisMachine(input)))) };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'condition failed';
      throw error;
    }
  };

  const empty = async () => {
    for (const [name, definition] of Object.entries<TableDefinition>(tables)) {
      const TableName = localTableName(name);
      const { Items = [] } = await client.send(new ScanCommand({ TableName }));
      for (const item of Items) {
        const { partitionKey, sortKey = partitionKey } = definition;
        const Key = Object.fromEntries([partitionKey, sortKey].map(({ name: key }) => [key, item[key]]));
        await client.send(new DeleteCommand({ TableName, Key }));
      }
    }
  };

  const fill = async (contents: Snapshot) => {
    for (const [name, items] of contents) {
      for (const Item of items.values()) {
        await client.send(new PutCommand({ TableName: localTableName(name), Item }));
      }
    }
  };

  const compare = async (operation: Operation, outcome: Outcome) => {
    // Where a scan goes on depends on DynamoDB's own order.
    if (operation.input.ExclusiveStartKey !== undefined) return undefined;
    const real = await ask(operation);
    const isAlike =
      typeof real === 'string' || typeof outcome === 'string'
        ? real === outcome
        : isDeepStrictEqual(essence(real, operation.action), essence(outcome, operation.action));
    return isAlike ? undefined : JSON.stringify({ operation, memory: outcome, dynamoDb: real });
  };

  return {
    follow: (operation, outcome) => followed.push(() => compare(operation, outcome)),
    set: (contents) =>
      followed.push(async () => {
        await empty();
        await fill(contents);
        return undefined;
      }),
    differences: async () => {
      const toDo = followed;
      followed = [];
      const found: string[] = [];
      for (const one of toDo) found.push(...[await one()].filter((difference) => difference !== undefined));
      return found;
    },
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}
