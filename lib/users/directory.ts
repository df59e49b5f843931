import { DeleteCommand, GetCommand, PutCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredHash } from '../../functions/auth/passwords/stored-hash.ts';
import { importedHashesIn, importedHashesKey } from '../../functions/dynamodb/logins.ts';
import { parseUser, type User } from '../../functions/dynamodb/users.ts';
import { CommandError } from '../operator/command-line.ts';
import type { AccountTables } from './tables.ts';
import { quoted } from './terminal.ts';

export interface Change {
  readonly attribute: 'passwordHash' | 'role' | 'isDisabled';
  readonly value: string | boolean;
}

export interface ImportedHash extends Pick<StoredHash, 'kind' | 'work'> {
  readonly dummyHash: string;
}

/** @returns false if the condition failed. */
async function unlessConditionFails(operation: Promise<unknown>): Promise<boolean> {
  try {
    await operation;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** @throws CommandError naming a row that is not in our format. */
function readUser(item: Readonly<Record<string, unknown>>): User {
  try {
    return parseUser(item) as User;
  } catch (error) {
    const name = quoted(String(item.username));
    throw new CommandError(`the row of ${name} in the users table is malformed; repair or delete it`, error);
  }
}

/**
 * Deletes a user's attendance. A scan reads the whole table: a removal is rare, and an index by user would double the
 * cost of every join.
 */
async function forgetAttendance({ client, tableName }: AccountTables, userId: string): Promise<void> {
  const TableName = tableName('attendance');
  const scan = {
    TableName,
    FilterExpression: 'begins_with(#event, :user)',
    ProjectionExpression: 'roomPart, #event',
    ExpressionAttributeNames: { '#event': 'event' },
    ExpressionAttributeValues: { ':user': `${userId} ` },
  };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    for (const Key of Items) await client.send(new DeleteCommand({ TableName, Key }));
  }
}

export type UserDirectory = ReturnType<typeof userDirectory>;

export function userDirectory(tables: AccountTables) {
  const { client, tableName } = tables;
  const users = tableName('users');
  const attempts = tableName('attempts');
  const find = async (username: string): Promise<User | undefined> => {
    const get = new GetCommand({ TableName: users, Key: { username }, ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && readUser(Item);
  };
  return {
    find,
    list: async function* (): AsyncGenerator<User> {
      const scan = { TableName: users, ConsistentRead: true };
      for await (const { Items = [] } of paginateScan({ client }, scan)) yield* Items.map(readUser);
    },
    /** @returns false if the name is taken; that account does not change. */
    add: async (user: User): Promise<boolean> => {
      const ConditionExpression = 'attribute_not_exists(username)';
      const put = new PutCommand({ TableName: users, Item: user, ConditionExpression });
      if (await unlessConditionFails(client.send(put))) return true;
      // The SDK's retry after a lost reply fails the condition of the first attempt. Two calls never have the same hash
      // and time, so equal values mean the same call.
      const found = await find(user.username);
      return user.passwordHash === found?.passwordHash && user.createdAt === found.createdAt;
    },
    /** @returns false if there is no such account. */
    change: (username: string, { attribute, value }: Change): Promise<boolean> => {
      const update = new UpdateCommand({
        TableName: users,
        Key: { username },
        UpdateExpression: 'SET #attribute = :value',
        ConditionExpression: 'attribute_exists(username)',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':value': value },
      });
      return unlessConditionFails(client.send(update));
    },
    /** Removes the attendance first, so that an interrupted removal can be repeated. */
    remove: async (username: string): Promise<void> => {
      const user = await find(username);
      if (user !== undefined) await forgetAttendance(tables, user.rongCloudUserId);
      await client.send(new DeleteCommand({ TableName: users, Key: { username } }));
    },
    importedHashes: async (): Promise<readonly string[]> => {
      const Key = { attempt: importedHashesKey };
      const get = new GetCommand({ TableName: attempts, Key, ConsistentRead: true });
      return importedHashesIn((await client.send(get)).Item);
    },
    /** Records a cost for the functions to spend on every wrong password. A cheaper one never replaces it. */
    noteImportedHash: ({ kind, work, dummyHash }: ImportedHash): Promise<boolean> => {
      const update = new UpdateCommand({
        TableName: attempts,
        Key: { attempt: importedHashesKey },
        UpdateExpression: 'SET #dummyHash = :dummyHash, #work = :work',
        ConditionExpression: 'attribute_not_exists(#work) OR #work < :work',
        ExpressionAttributeNames: { '#dummyHash': kind, '#work': `${kind}_work` },
        ExpressionAttributeValues: { ':dummyHash': dummyHash, ':work': work },
      });
      return unlessConditionFails(client.send(update));
    },
  };
}
