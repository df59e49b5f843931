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

export class UserDirectory {
  private readonly tables: AccountTables;

  constructor(tables: AccountTables) {
    this.tables = tables;
  }

  async find(username: string): Promise<User | undefined> {
    const { client, tableName } = this.tables;
    const get = new GetCommand({ TableName: tableName('users'), Key: { username }, ConsistentRead: true });
    const { Item } = await client.send(get);
    return Item && readUser(Item);
  }

  async *list(): AsyncGenerator<User> {
    const { client, tableName } = this.tables;
    const scan = { TableName: tableName('users'), ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client }, scan)) yield* Items.map(readUser);
  }

  /** @returns false if the name is taken; that account does not change. */
  async add(user: User): Promise<boolean> {
    const { client, tableName } = this.tables;
    const ConditionExpression = 'attribute_not_exists(username)';
    const put = new PutCommand({ TableName: tableName('users'), Item: user, ConditionExpression });
    if (await unlessConditionFails(client.send(put))) return true;
    // The SDK's retry after a lost reply fails the condition of the first attempt. Two calls never have the same hash
    // and time, so equal values mean the same call.
    const found = await this.find(user.username);
    return user.passwordHash === found?.passwordHash && user.createdAt === found.createdAt;
  }

  /** @returns false if there is no such account. */
  change(username: string, { attribute, value }: Change): Promise<boolean> {
    const { client, tableName } = this.tables;
    const update = new UpdateCommand({
      TableName: tableName('users'),
      Key: { username },
      UpdateExpression: 'SET #attribute = :value',
      ConditionExpression: 'attribute_exists(username)',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    });
    return unlessConditionFails(client.send(update));
  }

  /** Removes the attendance first, so that an interrupted removal can be repeated. */
  async remove(username: string): Promise<void> {
    const { client, tableName } = this.tables;
    const user = await this.find(username);
    if (user !== undefined) await forgetAttendance(this.tables, user.rongCloudUserId);
    await client.send(new DeleteCommand({ TableName: tableName('users'), Key: { username } }));
  }

  async importedHashes(): Promise<readonly string[]> {
    const { client, tableName } = this.tables;
    const Key = { attempt: importedHashesKey };
    const get = new GetCommand({ TableName: tableName('attempts'), Key, ConsistentRead: true });
    return importedHashesIn((await client.send(get)).Item);
  }

  /** Records a cost for the functions to spend on every wrong password. A cheaper one never replaces it. */
  noteImportedHash({ kind, work, dummyHash }: ImportedHash): Promise<boolean> {
    const { client, tableName } = this.tables;
    const update = new UpdateCommand({
      TableName: tableName('attempts'),
      Key: { attempt: importedHashesKey },
      UpdateExpression: 'SET #dummyHash = :dummyHash, #work = :work',
      ConditionExpression: 'attribute_not_exists(#work) OR #work < :work',
      ExpressionAttributeNames: { '#dummyHash': kind, '#work': `${kind}_work` },
      ExpressionAttributeValues: { ':dummyHash': dummyHash, ':work': work },
    });
    return unlessConditionFails(client.send(update));
  }
}
