import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  paginateScan,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { HashCost } from '../../functions/auth/passwords/hash-cost.ts';
import { importedHashesIn, importedHashesKey } from '../../functions/dynamodb/imported-hashes.ts';
import { parseUser, type User } from '../../functions/dynamodb/users.ts';
import { CommandError } from '../operator/command-line.ts';
import { quoted } from './session.ts';
import type { AccountTables } from './tables.ts';

export type AccountChange = Partial<Pick<User, 'passwordHash' | 'role' | 'isDisabled'>>;

export interface ImportedHash extends HashCost {
  readonly dummyHash: string;
}

/** @returns undefined if the condition failed. */
async function unlessConditionFails<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}

/** @throws CommandError naming a row that is not in our format. */
function readUser(item: Readonly<Record<string, unknown>> | undefined): User | undefined {
  try {
    return parseUser(item);
  } catch (error) {
    const name = quoted(String(item?.username));
    throw new CommandError(`the row of ${name} in the users table is malformed; repair or delete it`, error);
  }
}

function assignments(change: Readonly<Record<string, unknown>>) {
  const names = Object.keys(change);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, change[name]])),
  };
}

/** Two calls never have the same hash and time, so equal values mean the same call. */
const isSameCreation = (one: User, other: User | undefined) =>
  one.passwordHash === other?.passwordHash && one.createdAt === other.createdAt;

/**
 * Deletes a user's attendance. A scan reads the whole table: a removal is rare, and an index by user would double the
 * cost of every join.
 */
async function forgetAttendance({ client, tableName }: AccountTables, userId: string): Promise<void> {
  const attendance = tableName('attendance');
  const pages = paginateScan(
    { client },
    {
      TableName: attendance,
      FilterExpression: 'begins_with(#event, :user)',
      ProjectionExpression: 'roomPart, #event',
      ExpressionAttributeNames: { '#event': 'event' },
      ExpressionAttributeValues: { ':user': `${userId} ` },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const Key of Items) await client.send(new DeleteCommand({ TableName: attendance, Key }));
  }
}

export type UserDirectory = ReturnType<typeof userDirectory>;

export function userDirectory(tables: AccountTables) {
  const { client, tableName } = tables;
  const users = tableName('users');
  const attempts = tableName('attempts');
  const find = async (username: string) => {
    const get = new GetCommand({ TableName: users, Key: { username }, ConsistentRead: true });
    return readUser((await client.send(get)).Item);
  };
  return {
    find,
    list: async function* (): AsyncGenerator<User> {
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const scan = new ScanCommand({ TableName: users, ConsistentRead: true, ExclusiveStartKey });
        const page = await client.send(scan);
        for (const item of page.Items ?? []) {
          const user = readUser(item);
          if (user !== undefined) yield user;
        }
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
    },
    /** @returns false if the name is taken; that account does not change. */
    add: async (user: User): Promise<boolean> => {
      const put = new PutCommand({
        TableName: users,
        Item: user,
        ConditionExpression: 'attribute_not_exists(username)',
      });
      if ((await unlessConditionFails(client.send(put))) !== undefined) return true;
      // The SDK's retry after a lost reply fails the condition of the first attempt.
      return isSameCreation(user, await find(user.username));
    },
    /** @returns the changed account, or undefined if there is none. */
    change: async (username: string, change: AccountChange) => {
      const update = new UpdateCommand({
        TableName: users,
        Key: { username },
        ...assignments(change),
        ConditionExpression: 'attribute_exists(username)',
        ReturnValues: 'ALL_NEW',
      });
      return readUser((await unlessConditionFails(client.send(update)))?.Attributes);
    },
    /** Removes the attendance first, so that an interrupted removal can be repeated. */
    remove: async (username: string) => {
      const userId = (await find(username))?.rongCloudUserId;
      if (userId !== undefined) await forgetAttendance(tables, userId);
      await client.send(new DeleteCommand({ TableName: users, Key: { username } }));
    },
    importedHashes: async () => {
      const Key = { attempt: importedHashesKey };
      const get = new GetCommand({ TableName: attempts, Key, ConsistentRead: true });
      return importedHashesIn((await client.send(get)).Item);
    },
    /** Records a cost for the functions to spend on every wrong password. A cheaper one never replaces it. */
    noteImportedHash: async ({ kind, work, dummyHash }: ImportedHash) => {
      const update = new UpdateCommand({
        TableName: attempts,
        Key: { attempt: importedHashesKey },
        UpdateExpression: 'SET #dummyHash = :dummyHash, #work = :work',
        ConditionExpression: 'attribute_not_exists(#work) OR #work < :work',
        ExpressionAttributeNames: { '#dummyHash': kind, '#work': `${kind}_work` },
        ExpressionAttributeValues: { ':dummyHash': dummyHash, ':work': work },
      });
      await unlessConditionFails(client.send(update));
    },
  };
}
