import * as z from 'zod/mini';
import { roles } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import type { Participant } from './chatroom.ts';
import { Table } from './table.ts';

const user = z.object({
  username: z.string(),
  /** A PHC string, or Django's format until the first login; see auth/passwords/password.ts. */
  passwordHash: z.string(),
  /** Fixed when the user is stored, so that a later rule cannot hand one person's id to another. */
  rongCloudUserId: z.string(),
  /** An unknown role of a later version has the rights of a student. */
  role: z.pipe(
    z.string(),
    z.transform((text) => roles.find((role) => role === text) ?? 'student'),
  ),
  isDisabled: z.boolean(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  /** The RongCloud token, encrypted; see tokens/sealed-token.ts. */
  cachedToken: z.optional(z.string()),
});

export type User = z.infer<typeof user>;

/** A row of the users table; undefined if there is none. @throws ZodError if it is malformed. */
export const parseUser = (item: unknown): User | undefined =>
  item === undefined ? undefined : user.parse(item);

export const participantOf = ({ username, rongCloudUserId }: User): Participant => ({
  username,
  userId: rongCloudUserId,
});

/** Looks up accounts other than the caller's. */
export function accountReader(deps: Deps) {
  const table = new Table(deps, 'users');
  const usernameOf = async (userId: string, deadlineAt: number): Promise<string | undefined> => {
    const keys = '#rongCloudUserId = :userId';
    const query = { index: 'rongCloudId', keys, values: { ':userId': userId }, limit: 1 };
    const [item] = await table.query(query, deadlineAt);
    return item === undefined ? undefined : String(item.username);
  };
  return {
    find: async (username: string, deadlineAt: number): Promise<User | undefined> =>
      parseUser(await table.get({ username }, deadlineAt)),
    /** Adds their usernames. Users of the App Key without an account here, such as removed ones, are left out. */
    named: async <T extends { readonly userId: string }>(users: readonly T[], deadlineAt: number) => {
      const named = await Promise.all(
        users.map(async (user) => ({ ...user, username: await usernameOf(user.userId, deadlineAt) })),
      );
      return named.flatMap(({ username, ...user }) =>
        username === undefined ? [] : [{ ...user, username }],
      );
    },
  };
}

export type AccountReader = ReturnType<typeof accountReader>;

export function userStore(deps: Deps) {
  const table = new Table(deps, 'users');
  return {
    /** @returns false if the name is taken. */
    add: (newUser: User, deadlineAt: number): Promise<boolean> =>
      table.put(newUser, { condition: 'attribute_not_exists(#username)' }, deadlineAt),
    /** Stores a sealed token in the user's row, if the user still exists. */
    cacheToken: async (username: string, cachedToken: string, deadlineAt: number): Promise<void> => {
      const change = {
        update: 'SET #cachedToken = :cachedToken',
        // Without the condition a removed user would come back as a row with only a token.
        condition: 'attribute_exists(#username)',
        values: { ':cachedToken': cachedToken },
      };
      await table.update({ username }, change, deadlineAt);
    },
  };
}

export type UserStore = ReturnType<typeof userStore>;
