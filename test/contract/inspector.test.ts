import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import { sanctionStore } from '../../functions/dynamodb/sanctions.ts';
import {
  type DynamoDbConnection,
  embeddedConnection,
  localTableName,
  startDynamoDb,
} from '../../lib/local/dynamodb.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { startTestService } from '../support/test-service.ts';

let connection: DynamoDbConnection;
let service: Awaited<ReturnType<typeof startTestService>>;
beforeAll(async () => {
  const server = await startDynamoDb();
  connection = embeddedConnection(server.origin);
  service = await startTestService({ dynamoDb: connection, passwordCost: cheapPasswordCost });
  return async () => {
    await service.stop();
    await server.stop();
  };
});

interface Look {
  readonly version: string;
  readonly parts?: Readonly<Record<string, string>>;
}

const look = async (query = '') =>
  (await service.call(`/im/docs/local/look?${query}`)).json as unknown as Look;
const roomIds = ({ parts }: Look) =>
  [...(parts?.rooms ?? '').matchAll(/data-room="(\d+)"/g)].map(([, id]) => id);

it('continues a scan that DynamoDB stops at one megabyte', async () => {
  await Promise.all(['Bulky1', 'bulky2', 'bulky3', 'bulky4'].map((name) => addBulkyUser(connection, name)));
  const { parts } = await look();
  expect(parts?.['users-total']).toBe('6');
  expect([...(parts?.users ?? '').matchAll(/data-name>(\w+)</g)].map(([, username]) => username)).toEqual([
    'Bulky1',
    'bulky2',
    'bulky3',
    'bulky4',
    'student1',
    'teacher1',
  ]);
  expect((await look('search=bulky')).parts?.['users-total']).toBe('4');
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
  service.emulator.loseRoom('3');
  const changed = await look(`version=${version}`);
  expect(changed.version).not.toBe(version);
  expect(changed.parts?.rooms).toContain('lost by RongCloud');
});

it.each([
  ['Asia/Shanghai', '12:00:00'],
  ['Europe/Berlin', '05:00:00'],
  ['Nowhere', '04:00:00'],
])("shows times in the browser's zone %s, or in UTC if the zone is unknown", async (zone, time) => {
  const call = service.emulator.calls[0];
  if (call === undefined) throw new Error('no call has been received');
  Object.assign(call, { at: Date.UTC(2026, 0, 5, 4) });
  expect((await look(`zone=${zone}`)).parts?.calls).toContain(`<time>${time}</time>`);
});

it('shows the last three messages of a class, and no sanction that has ended', async () => {
  const { emulator, deps } = service;
  for (const room of ['2', '4']) expect(emulator.join('student1', room)).toBe(0);
  for (const text of ['one', 'two', 'three', 'four']) expect(emulator.send('student1', '2', text)).toBe(0);
  expect(emulator.send('student1', '4', 'elsewhere')).toBe(0);
  const now = deps.clock.now();
  const { set } = sanctionStore(deps);
  const change = { chatroomId: 2, kind: 'mutedUntil', by: 'teacher1', at: now } as const;
  await set({ ...change, target: { username: 'ended', userId: 'ended' }, until: now - 1 }, now + 5_000);
  await set({ ...change, target: { username: 'muted', userId: 'muted' }, until: now + 60_000 }, now + 5_000);
  const rooms = (await look('room=2')).parts?.rooms ?? '';
  expect(rooms).toContain('student1: two · student1: three · student1: four');
  for (const hidden of ['one', 'elsewhere', 'ended'])
    expect(rooms).not.toMatch(new RegExp(`\\b${hidden}\\b`));
  expect(rooms).toContain('muted until');
});

it('shows the last 40 calls to RongCloud, the last one first', async () => {
  const { calls } = service.emulator;
  const [call] = calls;
  if (call === undefined) throw new Error('no call has been received');
  for (let index = 0; index < 45; index += 1) calls.push({ ...call, path: `/call${index}.json` });
  const shown = [...((await look()).parts?.calls ?? '').matchAll(/<code>\/call(\d+)\.json/g)];
  expect(shown.map(([, index]) => Number(index))).toEqual(
    Array.from({ length: 40 }, (_, index) => 44 - index),
  );
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
