import type { Deps } from '../platform/deps.ts';
import type { Participant } from './chatroom.ts';
import { openTable } from './table.ts';
import { parseUser, type User } from './users.ts';

/** Looks up accounts other than the caller's. */
export function accountReader(deps: Deps) {
  const table = openTable(deps, 'users');
  const find = async (username: string, deadlineAt: number): Promise<User | undefined> =>
    parseUser(await table.get({ username }, deadlineAt));
  return {
    find,
    /** Undefined if RongCloud knows the user and we do not, such as a removed account. */
    usernameOf: async (userId: string, deadlineAt: number): Promise<string | undefined> => {
      const query = {
        index: 'rongCloudId',
        keys: '#rongCloudUserId = :userId',
        values: { ':userId': userId },
        limit: 1,
      };
      const [item] = await table.query(query, deadlineAt);
      return item === undefined ? undefined : String(item.username);
    },
  };
}

export type AccountReader = ReturnType<typeof accountReader>;

export const participantOf = ({ username, rongCloudUserId }: User): Participant => ({
  username,
  userId: rongCloudUserId,
});
