import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { processDeps } from '../../functions/platform/deps.ts';

/** Who calls in a history. Mallory has an account and never its password. */
export const accounts = {
  teacher1: 'teacher1',
  teacher2: 'teacher2',
  admin1: 'admin1',
  student1: 'student1',
  mallory: 'mallory',
  guessed: 'guessed',
} as const;
export type Caller = keyof typeof accounts;

export const callers = ['teacher1', 'teacher2', 'admin1', 'student1'] as const satisfies readonly Caller[];
export const adminNames: readonly string[] = [accounts.admin1];
const roles = {
  teacher1: 'teacher',
  teacher2: 'teacher',
  admin1: 'admin',
  student1: 'student',
  mallory: 'student',
  guessed: 'student',
};

export const password = 'CANARY-password';
export const wrongPassword = 'CANARY-wrong-password';

/** Creator, live id and name, which make two creates the same. */
export const courses = ['teacher1/1/A', 'teacher1/1/B', 'teacher2/1/A'] as const;
export const creatorOf = (course: string): string => course.split('/')[0] ?? '';

/** Argon2's minimum: a history logs in a hundred times. */
export const passwordCost = { memoryKib: 8, passes: 1, parallelism: 1 };

const passwordHash = await hashPassword({ ...processDeps, passwordCost }, password);

export const userItems = Object.keys(accounts).map((username) => ({
  username,
  passwordHash,
  rongCloudUserId: rongCloudUserId(username),
  role: roles[username as Caller],
  isDisabled: false,
  createdAt: '2026-01-05T02:00:00.000Z',
}));
