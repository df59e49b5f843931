import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { prepareDataFolder } from '../../lib/local/data-folder.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { cheapPasswordCost } from './cheap-password-cost.ts';
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

/** A running service on a data folder, and the admin command beside it. */
export async function startSchool(variables: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'im-gateway-'));
  const dataPath = await prepareDataFolder(dataDir, false);
  const service = await startTestService({
    dataPath,
    passwordCost: cheapPasswordCost,
    runsSchedules: false,
    variables,
  });
  const { environment } = service.deps;
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const noteItem = { TableName: localTableName('attempts'), Key: { attempt: 'imported-hashes' } };
  return {
    ...service,
    dataDir,
    users: (...args: string[]) => usersCommand({ DATA_DIR: dataDir }, args),
    write: async (name: string, content: string) => {
      const path = join(dataDir, name);
      await writeFile(path, content);
      return path;
    },
    hashes: async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: localTableName('users') }));
      return new Map(Items.map(({ username, passwordHash }) => [String(username), String(passwordHash)]));
    },
    note: async () => (await client.send(new GetCommand(noteItem))).Item,
    loseNote: () => client.send(new DeleteCommand(noteItem)),
    login: async (username: string, password: string) =>
      (await service.post('chatroom_query', { username, password, id: '1' })).status,
    end: async () => {
      client.destroy();
      await service.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type School = Awaited<ReturnType<typeof startSchool>>;
