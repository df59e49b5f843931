import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { HashCost } from '../../functions/auth/passwords/hash-cost.ts';
import type { Role } from '../../functions/contract/settings.ts';
import { importedHashesIn, importedHashesKey } from '../../functions/dynamodb/imported-hashes.ts';
import { parseUser, type User } from '../../functions/dynamodb/users.ts';
import { untilNothingIsLeft } from './unprocessed.ts';

/** The tables that accounts live in, wherever they are. */
export interface AccountTables {
  readonly client: DynamoDBDocumentClient;
  readonly users: string;
  readonly attempts: string;
}

/** What an administrator may change of an account. */
export type AccountChange = Partial<Pick<User, 'passwordHash' | 'role' | 'isDisabled'>>;

export interface ImportedHash extends HashCost {
  readonly specimen: string;
}

/** All accounts, as the administrator's command reads and changes them. */
export interface UserDirectory {
  find(username: string): Promise<User | undefined>;
  /** Those of the names that are taken; at most a hundred are asked for. */
  taken(usernames: readonly string[]): Promise<ReadonlySet<string>>;
  list(filter: { role?: Role | undefined; isDisabled?: boolean | undefined }): AsyncIterable<User>;
  /** @returns false where the name is taken. */
  add(user: User): Promise<boolean>;
  /** Puts users whose names are free, at most 25; a name that was taken since is overwritten. */
  putNew(users: readonly User[]): Promise<void>;
  /** @returns the account as it is now, or undefined where there is none. */
  change(username: string, change: AccountChange): Promise<User | undefined>;
  /** @returns false where there was none. */
  remove(username: string): Promise<boolean>;
  /** A hash of each cost that was imported so far. */
  importedHashes(): Promise<readonly string[]>;
  /** Tells the functions what a wrong password has to cost; see credentials/work.ts. What is noted stays noted. */
  noteImportedHash(hash: ImportedHash): Promise<void>;
}

const isConditionFailure = (error: unknown) =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** @returns undefined where the condition did not hold. */
async function unlessConditionFails<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
}

/** A change as DynamoDB's update expressions take it. */
function assignments(change: Readonly<Record<string, unknown>>) {
  const names = Object.keys(change);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, change[name]])),
  };
}

export function userDirectory({ client, users, attempts }: AccountTables): UserDirectory {
  return {
    find: async (username) => {
      const get = new GetCommand({ TableName: users, Key: { username }, ConsistentRead: true });
      return parseUser((await client.send(get)).Item);
    },
    taken: async (usernames) => {
      const found = new Set<string>();
      const keys = usernames.map((username) => ({ username }));
      await untilNothingIsLeft(keys, async (Keys) => {
        const request = { Keys, ConsistentRead: true, ProjectionExpression: 'username' };
        const reply = await client.send(new BatchGetCommand({ RequestItems: { [users]: request } }));
        for (const { username } of reply.Responses?.[users] ?? []) found.add(String(username));
        return (reply.UnprocessedKeys?.[users]?.Keys ?? []) as { username: string }[];
      });
      return found;
    },
    list: async function* ({ role, isDisabled }) {
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await client.send(new ScanCommand({ TableName: users, ExclusiveStartKey }));
        for (const item of page.Items ?? []) {
          const user = parseUser(item);
          if (user === undefined || (role ?? user.role) !== user.role) continue;
          if ((isDisabled ?? user.isDisabled) === user.isDisabled) yield user;
        }
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
    },
    add: async (user) => {
      const put = new PutCommand({
        TableName: users,
        Item: user,
        ConditionExpression: 'attribute_not_exists(username)',
      });
      return (await unlessConditionFails(client.send(put))) !== undefined;
    },
    putNew: async (newUsers) => {
      const requests = newUsers.map((Item) => ({ PutRequest: { Item } }));
      await untilNothingIsLeft(requests, async (open) => {
        const reply = await client.send(new BatchWriteCommand({ RequestItems: { [users]: open } }));
        return (reply.UnprocessedItems?.[users] ?? []) as typeof requests;
      });
    },
    change: async (username, change) => {
      const update = new UpdateCommand({
        TableName: users,
        Key: { username },
        ...assignments(change),
        ConditionExpression: 'attribute_exists(username)',
        ReturnValues: 'ALL_NEW',
      });
      return parseUser((await unlessConditionFails(client.send(update)))?.Attributes);
    },
    remove: async (username) => {
      const remove = new DeleteCommand({ TableName: users, Key: { username }, ReturnValues: 'ALL_OLD' });
      return (await client.send(remove)).Attributes !== undefined;
    },
    importedHashes: async () => {
      const Key = { attempt: importedHashesKey };
      const get = new GetCommand({ TableName: attempts, Key, ConsistentRead: true });
      return importedHashesIn((await client.send(get)).Item);
    },
    noteImportedHash: async ({ kind, work, specimen }) => {
      const update = new UpdateCommand({
        TableName: attempts,
        Key: { attempt: importedHashesKey },
        UpdateExpression: 'SET #specimen = :specimen, #work = :work',
        ConditionExpression: 'attribute_not_exists(#work) OR #work < :work',
        ExpressionAttributeNames: { '#specimen': kind, '#work': `${kind}_work` },
        ExpressionAttributeValues: { ':specimen': specimen, ':work': work },
      });
      await unlessConditionFails(client.send(update));
    },
  };
}
