import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbFolder, prepareDataFolder } from '../local/data-folder.ts';
import {
  createTables,
  type DynamoDbConnection,
  embeddedConnection,
  hasTables,
  localTableName,
  startDynamoDb,
} from '../local/dynamodb.ts';
import { announcedDynamoDb } from '../local/running-service.ts';
import type { LocalSettings } from '../local/settings.ts';
import { StartError } from '../local/start-error.ts';
import type { AccountTables } from './directory.ts';

export interface OpenTables extends AccountTables {
  close(): Promise<void>;
}

async function connect(connection: DynamoDbConnection, stop: () => Promise<void>): Promise<OpenTables> {
  const { endpoint, region, ...credentials } = connection;
  if (!(await hasTables(connection))) {
    await stop();
    // Tables made here would look like used data to `npm start`, which then leaves out its demo accounts.
    throw new StartError('there is no local data yet; npm start makes it');
  }
  await createTables(connection);
  const client = new DynamoDBClient({ endpoint, region, credentials });
  return {
    client: DynamoDBDocumentClient.from(client),
    users: localTableName('users'),
    attempts: localTableName('attempts'),
    close: async () => {
      client.destroy();
      await stop();
    },
  };
}

/** A running service lets nobody else at the files; it is asked through the DynamoDB that it runs. */
async function ofRunningService(dataDir: string, inUse: unknown): Promise<OpenTables> {
  const origin = await announcedDynamoDb(dynamoDbFolder(dataDir));
  if (origin === undefined) throw inUse;
  return await connect(embeddedConnection(origin), async () => {});
}

/**
 * The tables on this machine, also while `npm start` runs.
 * @throws StartError where the data cannot be opened.
 */
export async function localTables({ dataDir, dynamoDb }: LocalSettings): Promise<OpenTables> {
  if (dynamoDb !== undefined) return await connect(dynamoDb, async () => {});
  let path: string;
  try {
    path = await prepareDataFolder(dataDir, false);
  } catch (error) {
    return await ofRunningService(dataDir, error);
  }
  const server = await startDynamoDb(path);
  return await connect(embeddedConnection(server.origin), server.stop);
}
