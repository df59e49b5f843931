import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import {
  type DynamoDbConnection,
  embeddedConnection,
  localTableName,
  startDynamoDb,
} from '../../lib/local/dynamodb.ts';
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

interface Look {
  readonly version: string;
  readonly parts?: Readonly<Record<string, string>>;
}

const look = async (query = '') => (await world.call(`/im/docs/local/look?${query}`)).json as unknown as Look;
const roomIds = ({ parts }: Look) =>
  [...(parts?.rooms ?? '').matchAll(/data-room="(\d+)"/g)].map(([, id]) => id);

it('continues a scan that DynamoDB stops at one megabyte', async () => {
  await Promise.all(['bulky1', 'bulky2', 'bulky3', 'bulky4'].map((name) => addBulkyUser(connection, name)));
  const { parts } = await look();
  expect(parts?.['users-total']).toBe('6');
  expect([...(parts?.users ?? '').matchAll(/data-name>(\w+)</g)].map(([, username]) => username)).toEqual([
    'bulky1',
    'bulky2',
    'bulky3',
    'bulky4',
    'student1',
    'teacher1',
  ]);
});

it('shows the newest chatroom first', async () => {
  expect(roomIds(await look())).toEqual(['6', '5', '4', '3', '2', '1']);
});

it('finds a chatroom by its whole id or a part of its name, in upper or lower case', async () => {
  expect(roomIds(await look('search=3'))).toEqual(['3']);
  expect((await look('search=DEMO')).parts?.['rooms-total']).toBe('6');
  expect((await look('search=nobody')).parts).toMatchObject({ 'rooms-total': '0', rooms: '' });
});

it('does not send again what has not changed', async () => {
  const { version } = await look();
  expect(await look(`version=${version}`)).toEqual({ version });
  world.emulator.loseRoom('3');
  const changed = await look(`version=${version}`);
  expect(changed.version).not.toBe(version);
  expect(changed.parts?.rooms).toContain('lost by RongCloud');
});

it.each([
  ['Asia/Shanghai', '12:00:00'],
  ['Europe/Berlin', '05:00:00'],
  ['Nowhere', '04:00:00'],
])("shows times in the browser's zone %s, or in UTC if the zone is unknown", async (zone, time) => {
  const call = world.emulator.calls[0];
  if (call === undefined) throw new Error('no call has been received');
  Object.assign(call, { at: Date.UTC(2026, 0, 5, 4) });
  expect((await look(`zone=${zone}`)).parts?.calls).toContain(`<time>${time}</time>`);
});

/** Three of them fill one page of a scan. */
async function addBulkyUser(to: DynamoDbConnection, username: string): Promise<void> {
  const client = new DynamoDBClient({ ...to, maxAttempts: 1 });
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
