import { BatchGetCommand, type BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AttemptCounter, CounterChange } from '../attempt-records.ts';
import { Failure } from '../failure.ts';
import { logTrouble } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import { readSetting, settings } from '../settings.ts';
import { counterUpdate } from './counter-update.ts';
import { databaseOf } from './database.ts';
import { importedHashesIn, importedHashesKey } from './imported-hashes.ts';
import { openTable } from './table.ts';
import { parseUser, type User } from './users.ts';

export interface LoginRecords {
  /** Undefined where nobody has this name. Consistent: a changed password counts from the next call on. */
  readonly user: User | undefined;
  /** By key, those that there are; undefined where the counters cannot be reached. */
  readonly counters: ReadonlyMap<string, AttemptCounter> | undefined;
}

export interface LoginStore {
  /** The user and the counters of failed attempts in one read. */
  read(username: string, counterKeys: readonly string[], deadlineAt: number): Promise<LoginRecords>;
  /** @returns whether the conditions held; where they did not, nothing was changed. */
  count(change: CounterChange, deadlineAt: number): Promise<boolean>;
  /** Puts `to` in the place of `from`. @returns whether `from` was still there. */
  replacePasswordHash(
    username: string,
    hashes: { readonly from: string; readonly to: string },
    deadlineAt: number,
  ): Promise<boolean>;
  /** A hash of each cost that was imported, as the imports left them. */
  importedHashes(deadlineAt: number): Promise<readonly string[]>;
}

/** Each of two reads gets this long: the batch and, where it fails, the user alone. */
const readWithinMs = 1_750;
/** DynamoDB may leave out items under load; it is asked for them again this often. */
const mostRounds = 3;

type Item = Readonly<Record<string, unknown>>;
type Requests = NonNullable<BatchGetCommandInput['RequestItems']>;

const counterOf = (item: Item): AttemptCounter =>
  Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );

/** All the items of a batch by their tables. @throws Failure UNAVAILABLE where some were left out each time. */
async function readBatch(runtime: Runtime, requests: Requests, deadlineAt: number) {
  const database = databaseOf(runtime);
  const found = new Map<string, readonly Item[]>();
  let open = requests;
  for (let round = 0; round < mostRounds; round += 1) {
    const batch = new BatchGetCommand({ RequestItems: open });
    const reply = await database.run((client, options) => client.send(batch, options), deadlineAt);
    for (const [table, items] of Object.entries(reply?.Responses ?? {})) {
      found.set(table, [...(found.get(table) ?? []), ...items]);
    }
    open = reply?.UnprocessedKeys ?? {};
    if (Object.keys(open).length === 0) return found;
  }
  throw new Failure('UNAVAILABLE', { retryAfterSeconds: 1 });
}

export function loginStore(runtime: Runtime): LoginStore {
  const usersTable = readSetting(runtime.environment, settings.usersTable);
  const attemptsTable = readSetting(runtime.environment, settings.attemptsTable);
  const users = openTable(runtime, settings.usersTable);
  const attempts = openTable(runtime, settings.attemptsTable);
  const soon = (deadlineAt: number) => Math.min(deadlineAt, runtime.clock.now() + readWithinMs);

  return {
    read: async (username, counterKeys, deadlineAt) => {
      const userRequest = { [usersTable]: { Keys: [{ username }], ConsistentRead: true } };
      const requests = {
        ...userRequest,
        [attemptsTable]: { Keys: counterKeys.map((attempt) => ({ attempt })), ConsistentRead: true },
      };
      let found: Awaited<ReturnType<typeof readBatch>>;
      try {
        found = await readBatch(runtime, requests, soon(deadlineAt));
      } catch (error) {
        // The counters may be all that is wrong, and then nobody should be locked out.
        const alone = await readBatch(runtime, userRequest, soon(deadlineAt));
        logTrouble(runtime, 'login-counters-unavailable', error);
        return { user: parseUser(alone.get(usersTable)?.[0]), counters: undefined };
      }
      const counters = (found.get(attemptsTable) ?? []).map(
        (item) => [String(item.attempt), counterOf(item)] as const,
      );
      return { user: parseUser(found.get(usersTable)?.[0]), counters: new Map(counters) };
    },
    count: async (change, deadlineAt) =>
      (await attempts.update({ attempt: change.key }, counterUpdate(change), deadlineAt)) !== undefined,
    replacePasswordHash: async (username, { from, to }, deadlineAt) => {
      const change = {
        set: 'SET #passwordHash = :to',
        condition: '#passwordHash = :from',
        values: { ':from': from, ':to': to },
      };
      return (await users.update({ username }, change, deadlineAt)) !== undefined;
    },
    importedHashes: async (deadlineAt) =>
      importedHashesIn(await attempts.get({ attempt: importedHashesKey }, deadlineAt)),
  };
}
