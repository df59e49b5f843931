import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import { type DynamoDbConnection, localTableName } from './dynamodb.ts';
import type { World, WorldCall, WorldRoom, WorldUser } from './world-view.ts';

/** What a page can show at once. */
const maxRooms = 30;
const maxCalls = 40;

type Item = Readonly<Record<string, unknown>>;

const userOf = (emulator: RongCloudEmulator, item: Item): WorldUser => ({
  username: String(item.username),
  role: String(item.role),
  rongCloudUserId: String(item.rongCloudUserId),
  isDisabled: item.isDisabled === true,
  isOnline: emulator.isOnline(String(item.rongCloudUserId)),
});

function roomOf(emulator: RongCloudEmulator, item: Item): WorldRoom {
  const atRongCloud = emulator.rooms.get(String(item.chatroomId));
  return {
    id: Number(item.chatroomId),
    name: String(item.name),
    creator: String(item.creator),
    state: String(item.state),
    isAtRongCloud: atRongCloud !== undefined,
    members: [...(atRongCloud?.members.keys() ?? [])],
  };
}

const callsOf = ({ calls }: RongCloudEmulator): readonly WorldCall[] =>
  calls
    .slice(-maxCalls)
    .reverse()
    .map(({ at, path, form, status, code }) => ({ at, path, parameters: String(form), status, code }));

/** Looks into the tables and the emulator: what no endpoint tells, for the page of the local run. */
export function openWorld(
  { endpoint, region, ...credentials }: DynamoDbConnection,
  emulator: RongCloudEmulator,
) {
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client);

  const scan = async (table: string, attributes: readonly string[]): Promise<readonly Item[]> => {
    const { Items = [] } = await documents.send(
      new ScanCommand({
        TableName: localTableName(table),
        ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
      }),
    );
    return Items;
  };

  const view = async (): Promise<World> => {
    const [users, rooms] = await Promise.all([
      scan('users', ['username', 'role', 'rongCloudUserId', 'isDisabled']),
      scan('chatrooms', ['chatroomId', 'name', 'creator', 'state']),
    ]);
    return {
      users: users.map((item) => userOf(emulator, item)).sort((a, b) => a.username.localeCompare(b.username)),
      rooms: rooms
        .map((item) => roomOf(emulator, item))
        .sort((a, b) => b.id - a.id)
        .slice(0, maxRooms),
      calls: callsOf(emulator),
    };
  };

  const looking = new Set<Promise<World>>();
  return {
    view: () => {
      const look = view();
      looking.add(look);
      return look.finally(() => looking.delete(look));
    },
    /** Waits for the looks that go on: the embedded DynamoDB cannot be closed in the midst of a scan. */
    close: async () => {
      await Promise.allSettled(looking);
      client.destroy();
    },
  };
}
