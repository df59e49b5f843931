import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../../functions/platform/deps.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import { type DynamoDbConnection, localTableName } from './dynamodb.ts';
import { classInspector } from './inspector-class.ts';
import type { Found, InspectedCall, InspectedRoom, InspectedUser, Inspection } from './inspector-view.ts';

/** Keeps the page short; a search finds the others. */
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

function roomOf(emulator: RongCloudEmulator, item: Item, nameOf: NameOf): InspectedRoom {
  const atRongCloud = emulator.rooms.get(String(item.chatroomId));
  return {
    id: Number(item.chatroomId),
    name: String(item.name),
    creator: String(item.creator),
    state: String(item.state),
    isSilent: item.isSilent === true,
    isAtRongCloud: atRongCloud !== undefined,
    members: [...(atRongCloud?.members.keys() ?? [])].map(nameOf),
  };
}

const callsOf = ({ calls }: RongCloudEmulator): readonly InspectedCall[] =>
  calls
    .slice(-maxCalls)
    .reverse()
    .map(({ at, path, form, status, code, fault }) => ({
      at,
      path,
      parameters: String(form),
      status,
      code,
      fault,
    }));

interface Snapshot {
  readonly users: readonly Item[];
  readonly rooms: readonly Item[];
}

type NameOf = (rongCloudUserId: string) => string;

/** RongCloud may have users who are no accounts of ours. */
function namesOf({ users }: Snapshot): NameOf {
  const names = new Map(users.map((item) => [item.rongCloudUserId, String(item.username)]));
  return (userId) => names.get(userId) ?? userId;
}

const { compare: compareText } = new Intl.Collator();

/** Reads every page of a scan: DynamoDB ends a page at 1 MB, which 6,000 users fill. */
async function scan(client: DynamoDBDocumentClient, table: string, attributes: readonly string[]) {
  const items: Item[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: localTableName(table),
      ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    },
  );
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}

async function readSnapshot(client: DynamoDBDocumentClient): Promise<Snapshot> {
  const [users, rooms] = await Promise.all([
    scan(client, 'users', ['username', 'role', 'rongCloudUserId', 'isDisabled']),
    scan(client, 'chatrooms', ['chatroomId', 'name', 'creator', 'state', 'isSilent']),
  ]);
  return {
    users: users.sort((a, b) => compareText(String(a.username), String(b.username))),
    rooms: rooms.sort((a, b) => Number(b.chatroomId) - Number(a.chatroomId)),
  };
}

const includes = (text: unknown, search: string) => String(text).toLowerCase().includes(search);

const firstOf = <T>(items: readonly Item[], of: (item: Item) => T): Found<T> => ({
  total: items.length,
  first: items.slice(0, maxShown).map(of),
});

function inspection(snapshot: Snapshot, emulator: RongCloudEmulator, search: string): Inspection {
  const { users, rooms } = snapshot;
  const nameOf = namesOf(snapshot);
  const text = search.toLowerCase();
  const usersFound = users.filter(({ username }) => includes(username, text));
  const roomsFound = rooms.filter(
    ({ chatroomId, name }) => String(chatroomId) === text || includes(name, text),
  );
  return {
    users: firstOf(usersFound, (item) => userOf(emulator, item)),
    rooms: firstOf(roomsFound, (item) => roomOf(emulator, item, nameOf)),
    calls: callsOf(emulator),
    armed: emulator.armed.map(({ fault, when, played }) => ({
      name: fault.name,
      callsLeft: when.calls - played,
    })),
  };
}

export interface LookRequest {
  readonly search: string;
  /** The chatroom whose class is shown. */
  readonly roomId?: number | undefined;
}

export function openInspector(
  { endpoint, region, ...credentials }: DynamoDbConnection,
  emulator: RongCloudEmulator,
  deps: Deps,
) {
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client);
  const inspectClass = classInspector(deps, emulator);
  const read = async ({ search, roomId }: LookRequest): Promise<Inspection> => {
    const snapshot = await readSnapshot(documents);
    const found = inspection(snapshot, emulator, search);
    return roomId === undefined ? found : { ...found, class: await inspectClass(roomId, namesOf(snapshot)) };
  };
  const reading = new Set<Promise<Inspection>>();
  return {
    inspect: (request: LookRequest): Promise<Inspection> => {
      const result = read(request);
      reading.add(result);
      return result.finally(() => reading.delete(result));
    },
    /** Waits for running reads: the embedded DynamoDB cannot be closed during a scan. */
    close: async () => {
      await Promise.allSettled(reading);
      client.destroy();
    },
  };
}
