import type { AttemptCounter, LoginRecords } from '../auth/login-store.ts';
import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { counterUpdate } from './counter-update.ts';
import { importedHashesIn, importedHashesKey } from './imported-hashes.ts';
import { openTable } from './table.ts';
import { parseUser, type User } from './users.ts';

type Item = Readonly<Record<string, unknown>>;

const counterOf = (item: Item): AttemptCounter =>
  Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );

export function loginStore(deps: Deps): LoginRecords<User> {
  const users = openTable(deps, settings.usersTable);
  const attempts = openTable(deps, settings.attemptsTable);

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
    importedHashes: async (deadlineAt) =>
      importedHashesIn(await attempts.get({ attempt: importedHashesKey }, deadlineAt)),
  };
}
