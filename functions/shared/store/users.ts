import * as z from 'zod/mini';
import type { Runtime } from '../runtime.ts';
import { roles, settings } from '../settings.ts';
import { openTable } from './table.ts';

const user = z.object({
  username: z.string(),
  /** A PHC string, or as Django made it until the first login; see credentials/password.ts. */
  passwordHash: z.string(),
  /** Fixed when the user is stored, so that a later rule cannot hand one person's id to another. */
  rongCloudUserId: z.string(),
  role: z.enum(roles),
  isDisabled: z.boolean(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
});

export type User = z.infer<typeof user>;

/** A row of the users table. @throws where it is none of ours. */
export const parseUser = (item: unknown): User | undefined =>
  item === undefined ? undefined : user.parse(item);

export interface UserStore {
  /** False where the name is taken. */
  add(newUser: User, deadlineAt: number): Promise<boolean>;
}

export function userStore(runtime: Runtime): UserStore {
  const table = openTable(runtime, settings.usersTable);
  return {
    add: (newUser, deadlineAt) =>
      table.put(newUser, { condition: 'attribute_not_exists(#username)', values: {} }, deadlineAt),
  };
}
