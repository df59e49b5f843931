import { existsSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName, tableOutput, tableVariable } from '../../functions/contract/tables.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import type { Listening } from '../emulator/http.ts';
import { dynamoDbFolder, levelDbFault, prepareDataFolder } from '../local/data-folder.ts';
import {
  createTables,
  databaseVariables,
  embeddedConnection,
  hasTables,
  localTableName,
  startDynamoDb,
} from '../local/dynamodb.ts';
import { announcedDynamoDb } from '../local/running-service.ts';
import { type LocalSettings, readLocalSettings } from '../local/settings.ts';
import { CommandError } from '../operator/command-line.ts';
import { type StackOptions, stackOutputs } from '../operator/stack-outputs.ts';

export interface AccountTables extends AsyncDisposable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: (table: TableName) => string;
  environment(): Promise<Readonly<Record<string, string | undefined>>>;
}

/** The SDK's pauses then add up to at most 13 s, for a table that scales up during an import. */
const maxAttempts = 8;

const noData = () => new CommandError('there is no local data yet; npm start creates it');

/** A running service locks its files, so its embedded DynamoDB is used instead. */
async function embeddedDynamoDb(dataDir: string): Promise<Listening> {
  if (!existsSync(dynamoDbFolder(dataDir))) throw noData();
  try {
    return await startDynamoDb(await prepareDataFolder(dataDir, false));
  } catch (error) {
    const isInUse = levelDbFault(error)?.code === 'LEVEL_LOCKED';
    const origin = isInUse ? await announcedDynamoDb(dynamoDbFolder(dataDir)) : undefined;
    if (origin === undefined) throw error;
    return { origin, stop: async () => {} };
  }
}

/**
 * The tables on this machine, also while `npm start` runs.
 * @throws CommandError if the data cannot be opened.
 */
export async function localTables({ dataDir, dynamoDb }: LocalSettings): Promise<AccountTables> {
  const server = dynamoDb === undefined ? await embeddedDynamoDb(dataDir) : undefined;
  const connection = dynamoDb ?? embeddedConnection(server?.origin ?? '');
  if (!(await hasTables(connection))) {
    await server?.stop();
    // Tables created here would look like used data to `npm start`, which then leaves out its demo accounts.
    throw noData();
  }
  await createTables(connection);
  const client = new DynamoDBClient({ ...connection, maxAttempts });
  return {
    client: DynamoDBDocumentClient.from(client),
    tableName: localTableName,
    environment: async () => databaseVariables(connection),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server?.stop();
    },
  };
}

/** The tables that the functions' own stores read here. */
const readTables = ['users', 'chatrooms', 'attendance'] as const;

/** As on Lambda: the functions' stores read AWS's credentials from environment variables only. */
async function environmentOf(client: DynamoDBClient, output: (name: string) => string) {
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  return {
    AWS_REGION: await client.config.region(),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    ...Object.fromEntries(readTables.map((table) => [tableVariable(table), output(tableOutput(table))])),
    TIME_ZONE: output('TimeZone'),
  };
}

/**
 * The tables of a deployed stack, whose outputs name them.
 * @throws CommandError if the stack or its outputs are missing.
 */
async function tablesOfStack(options: StackOptions): Promise<AccountTables> {
  const output = await stackOutputs(options);
  const client = new DynamoDBClient({ region: options.region, maxAttempts });
  return {
    client: DynamoDBDocumentClient.from(client),
    tableName: (table) => output(tableOutput(table)),
    environment: () => environmentOf(client, output),
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}

/**
 * The tables of the stack that the options name, or else those on this machine.
 * @throws CommandError for a region without a stack: the command would use the data on this machine.
 */
export async function openTables(
  { stack, region }: Partial<StackOptions>,
  environment: Deps['environment'],
): Promise<AccountTables> {
  if (stack !== undefined) return await tablesOfStack({ stack, region });
  if (region !== undefined) throw new CommandError('--region is of no use without --stack');
  return await localTables(readLocalSettings(environment));
}
