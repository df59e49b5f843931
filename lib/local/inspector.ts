import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import { type DynamoDbConnection, localTableName } from './dynamodb.ts';
import type { Found, InspectedCall, InspectedRoom, InspectedUser, Inspection } from './inspector-view.ts';

/** What a page can show at once; a search finds the others. */
const maxShown = 30;
const maxCalls = 40;

type Item = Readonly<Record<string, unknown>>;

const userOf = (emulator: RongCloudEmulator, item: Item): InspectedUser => ({
  username: String(item.username),
  role: String(item.role),
  rongCloudUserId: String(item.rongCloudUserId),
  isDisabled: item.isDisabled === true,
  isOnline: emulator.isOnline(String(item.rongCloudUserId)),
});

function roomOf(emulator: RongCloudEmulator, item: Item): InspectedRoom {
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

const callsOf = ({ calls }: RongCloudEmulator): readonly InspectedCall[] =>
  calls
    .slice(-maxCalls)
    .reverse()
    .map(({ at, path, form, status, code }) => ({ at, path, parameters: String(form), status, code }));

const { compare: compareText } = new Intl.Collator();

const firstOf = <T>(items: readonly Item[], of: (item: Item) => T): Found<T> => ({
  total: items.length,
  first: items.slice(0, maxShown).map(of),
});

/** Looks into the tables and the emulator: what no endpoint tells, for the page of the local run. */
export function openInspector(
  { endpoint, region, ...credentials }: DynamoDbConnection,
  emulator: RongCloudEmulator,
) {
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client);

  const scan = async (table: string, attributes: readonly string[]): Promise<readonly Item[]> => {
    const items: Item[] = [];
    const pages = paginateScan(
      { client: documents },
      {
        TableName: localTableName(table),
        ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
      },
    );
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  };

  const inspect = async (search: string): Promise<Inspection> => {
    const [users, rooms] = await Promise.all([
      scan('users', ['username', 'role', 'rongCloudUserId', 'isDisabled']),
      scan('chatrooms', ['chatroomId', 'name', 'creator', 'state']),
    ]);
    const usersFound = users
      .filter(({ username }) => String(username).includes(search))
      .sort((a, b) => compareText(String(a.username), String(b.username)));
    const roomsFound = rooms
      .filter(({ chatroomId, name }) => String(chatroomId) === search || String(name).includes(search))
      .sort((a, b) => Number(b.chatroomId) - Number(a.chatroomId));
    return {
      users: firstOf(usersFound, (item) => userOf(emulator, item)),
      rooms: firstOf(roomsFound, (item) => roomOf(emulator, item)),
      calls: callsOf(emulator),
    };
  };

  const looking = new Set<Promise<Inspection>>();
  return {
    inspect: (search: string) => {
      const look = inspect(search);
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
