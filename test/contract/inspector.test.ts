import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import {
  type DynamoDbConnection,
  embeddedConnection,
  localTableName,
  startDynamoDb,
} from '../../lib/local/dynamodb.ts';
import type { Look } from '../../lib/local/inspector-view.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { startLocalWorld, type World } from '../support/world.ts';

let connection: DynamoDbConnection;
let world: World;
beforeAll(async () => {
  const server = await startDynamoDb();
  connection = embeddedConnection(server.origin);
  world = await startLocalWorld({ dynamoDb: connection, passwordCost: cheapPasswordCost });
  return async () => {
    await world.stop();
    await server.stop();
  };
});

const look = async (query = '') => (await world.call(`/im/docs/local/look?${query}`)).json as unknown as Look;

it('continues a scan that DynamoDB stops at one megabyte', async () => {
  await Promise.all(['bulky1', 'bulky2', 'bulky3', 'bulky4'].map((name) => addBulkyUser(connection, name)));
  const { inspection } = await look();
  expect(inspection?.users).toMatchObject({ total: 6 });
  expect(inspection?.users.first.map(({ username }) => username)).toEqual([
    'bulky1',
    'bulky2',
    'bulky3',
    'bulky4',
    'student1',
    'teacher1',
  ]);
});

it('shows the newest chatroom first', async () => {
  const { inspection } = await look();
  expect(inspection?.rooms.first.map(({ id }) => id)).toEqual([6, 5, 4, 3, 2, 1]);
});

it('finds a chatroom by its whole id or a part of its name, in upper or lower case', async () => {
  expect((await look('search=3')).inspection?.rooms.first.map(({ id }) => id)).toEqual([3]);
  expect((await look('search=DEMO')).inspection?.rooms.total).toBe(6);
  expect((await look('search=nobody')).inspection?.rooms).toEqual({ total: 0, first: [] });
});

it('does not send again what has not changed', async () => {
  const { version } = await look();
  expect(await look(`version=${version}`)).toEqual({ version });
  world.emulator.loseRoom('3');
  const changed = await look(`version=${version}`);
  expect(changed.version).not.toBe(version);
  expect(changed.inspection?.rooms.first.find(({ id }) => id === 3)).toMatchObject({ isAtRongCloud: false });
});

/** Three of them fill one page of a scan. */
async function addBulkyUser(to: DynamoDbConnection, username: string): Promise<void> {
  const { endpoint, region, ...credentials } = to;
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  await client.send(
    new PutItemCommand({
      TableName: localTableName('users'),
      Item: {
        username: { S: username },
        role: { S: 'student' },
        rongCloudUserId: { S: username },
        padding: { S: 'x'.repeat(390_000) },
      },
    }),
  );
  client.destroy();
}
