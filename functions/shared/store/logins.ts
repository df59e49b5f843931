import { BatchGetCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Failure } from '../failure.ts';
import { logTrouble } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { readSetting, settings } from '../settings.ts';
import { type CounterChange, counterUpdate } from './counter-update.ts';
import { conditionFailed, connectDatabase } from './database.ts';
import { importedHashesKey } from './tables.ts';
import { parseUser, type User } from './users.ts';

/** Numbers by their attribute names; see credentials/attempt-counter.ts. */
type Counter = Readonly<Record<string, number>>;

export interface LoginRecords {
  readonly user: User | undefined;
  /** By key, those that there are; undefined where the counters cannot be reached. */
  readonly counters: ReadonlyMap<string, Counter> | undefined;
}

export interface LoginStore {
  /** The user and the counters of failed attempts in one consistent read. */
  read(username: string, counterKeys: readonly string[], deadlineAt: number): Promise<LoginRecords>;
  /** @returns whether the conditions held; where they did not, nothing was changed. */
  count(change: CounterChange, deadlineAt: number): Promise<boolean>;
  /** Puts `to` in the place of `from`. Does nothing where another hash has come in between. */
  replacePasswordHash(
    username: string,
    hashes: { readonly from: string; readonly to: string },
    deadlineAt: number,
  ): Promise<void>;
  /** The dearest imported hashes, one to a scheme, as the import left them. */
  importedHashes(deadlineAt: number): Promise<readonly string[]>;
}

/** The batch gets this long, so that there is time left to read the user alone. */
const batchWithinMs = 1_750;
/** DynamoDB may leave out items under load; it is asked for them again this often. */
const mostRounds = 3;

type Item = Record<string, unknown>;
type Requests = Record<string, { Keys: Item[]; ConsistentRead?: boolean | undefined }>;

const counterOf = (item: Item): Counter =>
  Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );

export function loginStore(runtime: Runtime): LoginStore {
  const usersTable = readSetting(runtime.environment, settings.usersTable);
  const attemptsTable = readSetting(runtime.environment, settings.attemptsTable);
  const database = connectDatabase(runtime);

  async function readBatch(requests: Requests, deadlineAt: number): Promise<Map<string, Item[]>> {
    const found = new Map<string, Item[]>();
    let open = requests;
    for (let round = 0; round < mostRounds && Object.keys(open).length > 0; round += 1) {
      const batch = new BatchGetCommand({ RequestItems: open });
      const reply = await database.run((client, options) => client.send(batch, options), deadlineAt);
      if (reply === conditionFailed) break;
      for (const [table, items] of Object.entries(reply.Responses ?? {})) {
        found.set(table, [...(found.get(table) ?? []), ...items]);
      }
      open = (reply.UnprocessedKeys ?? {}) as Requests;
    }
    if (Object.keys(open).length > 0) throw new Failure('UNAVAILABLE', { retryAfterSeconds: 1 });
    return found;
  }

  async function findUser(username: string, deadlineAt: number): Promise<User | undefined> {
    const get = new GetCommand({ TableName: usersTable, Key: { username }, ConsistentRead: true });
    const found = await database.run((client, options) => client.send(get, options), deadlineAt);
    return found === conditionFailed ? undefined : parseUser(found.Item);
  }

  return {
    read: async (username, counterKeys, deadlineAt) => {
      const requests = {
        [usersTable]: { Keys: [{ username }], ConsistentRead: true },
        [attemptsTable]: { Keys: counterKeys.map((attempt) => ({ attempt })), ConsistentRead: true },
      };
      try {
        const batchDeadlineAt = Math.min(deadlineAt, runtime.clock.now() + batchWithinMs);
        const found = await readBatch(requests, batchDeadlineAt);
        const counters = (found.get(attemptsTable) ?? []).map(
          (item) => [String(item.attempt), counterOf(item)] as const,
        );
        return { user: parseUser(found.get(usersTable)?.[0]), counters: new Map(counters) };
      } catch (error) {
        // The counters may be all that is wrong, and then nobody should be locked out.
        const user = await findUser(username, deadlineAt);
        logTrouble(runtime, 'login-counters-unavailable', error);
        return { user, counters: undefined };
      }
    },
    count: async (change, deadlineAt) => {
      const update = new UpdateCommand(counterUpdate(attemptsTable, change));
      return (
        (await database.run((client, options) => client.send(update, options), deadlineAt)) !==
        conditionFailed
      );
    },
    replacePasswordHash: async (username, { from, to }, deadlineAt) => {
      const update = new UpdateCommand({
        TableName: usersTable,
        Key: { username },
        UpdateExpression: 'SET passwordHash = :to',
        ConditionExpression: 'passwordHash = :from',
        ExpressionAttributeValues: { ':from': from, ':to': to },
      });
      await database.run((client, options) => client.send(update, options), deadlineAt);
    },
    importedHashes: async (deadlineAt) => {
      const get = new GetCommand({ TableName: attemptsTable, Key: { attempt: importedHashesKey } });
      const found = await database.run((client, options) => client.send(get, options), deadlineAt);
      const { attempt, ...hashes } = found === conditionFailed ? {} : (found.Item ?? {});
      return Object.values(hashes).filter((hash) => typeof hash === 'string');
    },
  };
}
