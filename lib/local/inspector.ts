import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { TableName } from '../../functions/contract/tables.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import type { RongCloudEmulator } from '../emulator/emulator.ts';
import { concurrencyLimit } from './concurrency-limit.ts';
import { type DynamoDbConnection, localTableName } from './dynamodb.ts';
import { classInspector } from './inspector-class.ts';

/** Keeps the page short; a search finds the others. */
const maxShown = 30;

export interface StoredUser {
  readonly username: string;
  readonly role: string;
  readonly rongCloudUserId: string;
  readonly isDisabled?: boolean;
}

export interface StoredRoom {
  readonly chatroomId: number;
  readonly name: string;
  readonly state: string;
  readonly isSilent?: boolean;
}

/** Reads every page of a scan: DynamoDB ends a page at 1 MB, which 6,000 users fill. */
async function scan<T>(client: DynamoDBDocumentClient, table: TableName) {
  const items: T[] = [];
  const pages = paginateScan({ client }, { TableName: localTableName(table) });
  for await (const { Items = [] } of pages) items.push(...(Items as T[]));
  return items;
}

const { compare: compareText } = new Intl.Collator();

/** The first matches of a search, and the number of matches. */
const firstOf = <T>(all: readonly T[], matches: (one: T) => boolean) => {
  const found = all.filter(matches);
  return { total: found.length, first: found.slice(0, maxShown) };
};

export type Inspector = ReturnType<typeof openInspector>;
export type Inspection = Awaited<ReturnType<Inspector['inspect']>>;

/** Reads the state of the local run, with the class of one chatroom. The newest chatrooms come first. */
export function openInspector(connection: DynamoDbConnection, emulator: RongCloudEmulator, deps: Deps) {
  const client = new DynamoDBClient({ ...connection, maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client);
  const inspectClass = classInspector(deps, emulator);
  const read = async (search: string, roomId: number | undefined) => {
    const [users, rooms] = await Promise.all([
      scan<StoredUser>(documents, 'users'),
      scan<StoredRoom>(documents, 'chatrooms'),
    ]);
    const names = new Map(users.map(({ rongCloudUserId, username }) => [rongCloudUserId, username]));
    // RongCloud may have users without an account here.
    const nameOf = (userId: string) => names.get(userId) ?? userId;
    const text = search.toLowerCase();
    const includes = (one: string) => one.toLowerCase().includes(text);
    return {
      users: firstOf(
        users.toSorted((a, b) => compareText(a.username, b.username)),
        ({ username }) => includes(username),
      ),
      rooms: firstOf(
        rooms.toSorted((a, b) => b.chatroomId - a.chatroomId),
        ({ chatroomId, name }) => String(chatroomId) === text || includes(name),
      ),
      nameOf,
      class: roomId === undefined ? undefined : await inspectClass(roomId, nameOf),
    };
  };
  // One read after another: each scans whole tables.
  const queue = concurrencyLimit(1);
  return {
    inspect: (...request: Parameters<typeof read>) => queue(() => read(...request)),
    /** Waits for the reads: the embedded DynamoDB cannot be closed during a scan. */
    close: () => queue(async () => client.destroy()),
  };
}
