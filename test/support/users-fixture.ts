import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../../functions/platform/deps.ts';
import { prepareDataFolder } from '../../lib/local/data-folder.ts';
import { embeddedConnection, localTableName } from '../../lib/local/dynamodb.ts';
import { cheapPasswordCost } from './cheap-password-cost.ts';
import { newFolder } from './temporary-folder.ts';
import { startTestService } from './test-service.ts';
import { usersCommand } from './users-command.ts';

/** Argon2id hashes of different costs in Django's format that match nothing. */
export const argon2OfPasses = (passes: number) =>
  `argon2$argon2id$v=19$m=8,t=${passes},p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA`;

export const csv = (passwords: Readonly<Record<string, string>>) =>
  [
    'username,password',
    ...Object.entries(passwords).map(([username, password]) => `${username},"${password}"`),
  ].join('\n');

export type UsersFixture = Awaited<ReturnType<typeof setUpUsers>>;

type Send<T> = (client: DynamoDBClient) => Promise<T>;

async function withDynamoDb<T>(environment: Deps['environment'], send: Send<T>): Promise<T> {
  const endpoint = environment.AWS_ENDPOINT_URL_DYNAMODB;
  const client = new DynamoDBClient(embeddedConnection(endpoint ?? ''));
  return await send(client).finally(() => client.destroy());
}

/** A running service on a data folder of its own, and the users command beside it. */
export async function setUpUsers(variables: Record<string, string> = {}) {
  const dataDir = newFolder();
  const start = async () =>
    startTestService({
      dataPath: await prepareDataFolder(dataDir, false),
      passwordCost: cheapPasswordCost,
      runsSchedules: false,
      variables,
    });
  let service = await start();
  const withDatabase = <T>(send: Send<T>) => withDynamoDb(service.deps.environment, send);
  const costsItem = { TableName: localTableName('attempts'), Key: { attempt: 'imported-hashes' } };
  return {
    dataDir,
    users: (args: string, input: string | Buffer = '') =>
      usersCommand({ DATA_DIR: dataDir }, args.split(' '), { input }),
    write: async (name: string, content: string) => {
      const path = join(dataDir, name);
      await writeFile(path, content);
      return path;
    },
    hashes: async () => {
      const scan = new ScanCommand({ TableName: localTableName('users') });
      const { Items = [] } = await withDatabase((client) => client.send(scan));
      return new Map(Items.map(({ username, passwordHash }) => [String(username), String(passwordHash)]));
    },
    recordedCosts: async () => (await withDatabase((client) => client.send(new GetCommand(costsItem)))).Item,
    loseRecordedCosts: () => withDatabase((client) => client.send(new DeleteCommand(costsItem))),
    /** The code of a call with this password, or `success`. */
    login: async (username: string, password: string) => {
      const { json } = await service.post('chatroom_query', { username, password, id: '1' });
      return json.code ?? json.ret;
    },
    stop: () => service.stop(),
    restart: async () => {
      service = await start();
    },
  };
}
