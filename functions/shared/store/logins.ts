import type { AttemptCounter, CounterChange } from '../attempt-records.ts';
import type { Runtime } from '../runtime.ts';
import { settings } from '../settings.ts';
import { counterUpdate } from './counter-update.ts';
import { openTable } from './table.ts';
import { importedHashesKey } from './tables.ts';
import { parseUser, type User } from './users.ts';

export interface LoginStore {
  /** Undefined where nobody has this name. Consistent: a changed password counts from the next call on. */
  findUser(username: string, deadlineAt: number): Promise<User | undefined>;
  /** Undefined where nothing has been counted. */
  findCounter(key: string, deadlineAt: number): Promise<AttemptCounter | undefined>;
  /** @returns whether the conditions held; where they did not, nothing was changed. */
  count(change: CounterChange, deadlineAt: number): Promise<boolean>;
  /** Puts `to` in the place of `from`. @returns whether `from` was still there. */
  replacePasswordHash(
    username: string,
    hashes: { readonly from: string; readonly to: string },
    deadlineAt: number,
  ): Promise<boolean>;
  /** The dearest imported hashes, one to a scheme, as the import left them. */
  importedHashes(deadlineAt: number): Promise<readonly string[]>;
}

type Item = Readonly<Record<string, unknown>>;

const counterOf = (item: Item): AttemptCounter =>
  Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );

export function loginStore(runtime: Runtime): LoginStore {
  const users = openTable(runtime, settings.usersTable);
  const attempts = openTable(runtime, settings.attemptsTable);

  return {
    findUser: async (username, deadlineAt) => parseUser(await users.get({ username }, deadlineAt)),
    findCounter: async (attempt, deadlineAt) => {
      const item = await attempts.get({ attempt }, deadlineAt);
      return item === undefined ? undefined : counterOf(item);
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
    importedHashes: async (deadlineAt) => {
      const { attempt: _key, ...hashes } =
        (await attempts.get({ attempt: importedHashesKey }, deadlineAt)) ?? {};
      return Object.values(hashes).filter((hash) => typeof hash === 'string');
    },
  };
}
