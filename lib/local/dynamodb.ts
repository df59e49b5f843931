import type { RequestListener, Server } from 'node:http';
import {
  CreateTableCommand,
  DynamoDBClient,
  paginateListTables,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import {
  type IndexDefinition,
  type Key,
  type TableDefinition,
  type TableName,
  tables,
  tableVariable,
} from '../../functions/contract/tables.ts';
import { type Listening, listen } from '../emulator/http.ts';

/** How a client of DynamoDB is configured. */
export interface DynamoDbConnection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
}

/** The connection to the embedded DynamoDB, which accepts any credentials. */
export const embeddedConnection = (origin: string): DynamoDbConnection => ({
  endpoint: origin,
  region: 'local',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

/**
 * dynalite throws, outside of any call, if a request breaks off or some bodies are malformed. Here a broken request does not
 * affect others, and a malformed one gets 500. dynalite also allows every web page to call it, which is refused here.
 */
function guard(server: Server): Server {
  const listeners = server.listeners('request') as RequestListener[];
  return server.removeAllListeners('request').on('request', (request, response) => {
    if (request.headers.origin !== undefined) {
      response.writeHead(403).end();
      return;
    }
    for (const listener of listeners) listener(request, response);
    const handlers = request.removeAllListeners('error').listeners('end') as (() => void)[];
    request.removeAllListeners('end').once('end', () => {
      try {
        for (const handle of handlers) handle();
      } catch {
        response.writeHead(500).end();
      }
    });
  });
}

/** The embedded DynamoDB: in this process, its data under `path`, or in memory if that is left out. */
export const startDynamoDb = (path?: string): Promise<Listening> =>
  listen(guard(dynalite({ path, createTableMs: 0 })), 0);

export const localTableName = (key: string) => `im-gateway-${key}`;

type Keys = Pick<TableDefinition, 'partitionKey' | 'sortKey'>;

const keysOf = ({ partitionKey, sortKey }: Keys): readonly Key[] =>
  sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];

const keySchema = (keys: Keys) =>
  keysOf(keys).map(({ name }, index) => ({
    AttributeName: name,
    KeyType: index === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));

const indexOf = ([IndexName, { attributes, ...keys }]: [string, IndexDefinition]) => ({
  IndexName,
  KeySchema: keySchema(keys),
  Projection:
    attributes === undefined
      ? { ProjectionType: 'KEYS_ONLY' as const }
      : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...attributes] },
});

function createTable(key: string, { indexes, ...tableKeys }: TableDefinition): CreateTableCommand {
  const keys = [tableKeys, ...Object.values(indexes ?? {})].flatMap(keysOf);
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return new CreateTableCommand({
    TableName: localTableName(key),
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: Array.from(types, ([name, type]) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(tableKeys),
    GlobalSecondaryIndexes: indexes && Object.entries(indexes).map(indexOf),
  });
}

/** An AWS account may have more tables than the 100 of one page. */
async function tableNames(client: DynamoDBClient): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) names.push(...TableNames);
  return names;
}

export async function hasTables(connection: DynamoDbConnection): Promise<boolean> {
  const client = new DynamoDBClient({ ...connection, maxAttempts: 2 });
  try {
    return (await tableNames(client)).includes(localTableName('users'));
  } finally {
    client.destroy();
  }
}

/** In seconds. A table takes calls once it is active: at once in the embedded DynamoDB, in AWS after some seconds. */
const untilActive = { minDelay: 0.01, maxDelay: 1, maxWaitTime: 60 };

/**
 * Creates the missing tables. @returns true if all of them are new.
 * @throws an error naming the endpoint if that is out of reach or refuses.
 */
export async function createTables(connection: DynamoDbConnection): Promise<boolean> {
  const client = new DynamoDBClient({ ...connection, maxAttempts: 1 });
  try {
    const existing = await tableNames(client);
    const missing = Object.entries(tables).filter(([key]) => !existing.includes(localTableName(key)));
    await Promise.all(
      missing.map(async ([key, definition]) => {
        await client.send(createTable(key, definition));
        await waitUntilTableExists({ client, ...untilActive }, { TableName: localTableName(key) });
      }),
    );
    return missing.length === Object.keys(tables).length;
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new Error(`DynamoDB at ${connection.endpoint} cannot be used: ${reason}`, { cause: error });
  } finally {
    client.destroy();
  }
}

export const tableVariables = (): Record<string, string> =>
  Object.fromEntries(
    Object.keys(tables).map((key) => [tableVariable(key as TableName), localTableName(key)]),
  );

/** The environment variables by which the functions use the tables of a connection. */
export const databaseVariables = ({ endpoint, region, credentials }: DynamoDbConnection) => ({
  ...tableVariables(),
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
});
