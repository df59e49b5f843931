import type { AttemptItem, LoginStore } from '../auth/login-store.ts';
import type { Deps } from '../platform/deps.ts';
import { attemptUpdate } from './attempt-update.ts';
import type { Item } from './items.ts';
import { Table } from './table.ts';
import { parseUser, type User } from './users.ts';

/**
 * The item of `attempts` with the costs of imported password hashes, which a wrong password has to cost too. For each kind
 * of cost it has a dummy hash and its work as a number. The key is shorter than any other key of the table.
 */
export const importedHashesKey = 'imported-hashes';

/** The dummy hashes of the item; none before the first import. */
export function importedHashesIn(item: Item | undefined): readonly string[] {
  const { attempt: _key, ...hashes } = item ?? {};
  return Object.values(hashes).filter((hash) => typeof hash === 'string');
}

/** DynamoDB deletes a set with its last member. */
const attemptItem = ({ inProgress, ...others }: Item = {}): AttemptItem => ({
  numbers: Object.fromEntries(
    Object.entries(others).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  ),
  inProgress: inProgress instanceof Set ? [...inProgress].map(String) : [],
});

export function loginStore(deps: Deps): LoginStore<User> {
  const users = new Table(deps, 'users');
  const attempts = new Table(deps, 'attempts');

  return {
    findUser: async (username, deadlineAt) => parseUser(await users.get({ username }, deadlineAt)),
    findAttempts: async (attempt, deadlineAt) => attemptItem(await attempts.get({ attempt }, deadlineAt)),
    changeAttempts: async (change, deadlineAt) =>
      (await attempts.update({ attempt: change.key }, attemptUpdate(change), deadlineAt)) !== undefined,
    replacePasswordHash: async (username, { from, to }, deadlineAt) => {
      const change = {
        update: 'SET #passwordHash = :to',
        condition: '#passwordHash = :from',
        values: { ':from': from, ':to': to },
      };
      return (await users.update({ username }, change, deadlineAt)) !== undefined;
    },
    importedHashes: async (deadlineAt) =>
      importedHashesIn(await attempts.get({ attempt: importedHashesKey }, deadlineAt)),
  };
}
