import { parseStoredHash } from '../../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../../functions/auth/rongcloud-user-id.ts';
import { credentials } from '../../../functions/contract/parameters.ts';
import type { Role } from '../../../functions/contract/settings.ts';
import type { User } from '../../../functions/dynamodb/users.ts';

/** A row of `auth_user` as its file has it: texts, or JSON's own kinds. */
export type DjangoRow = Readonly<Record<string, unknown>>;

export interface ImportRules {
  /** Whether plain SHA-1 and MD5 are taken over. */
  readonly acceptsWeakDigests: boolean;
  /** ISO 8601, UTC. */
  readonly importedAt: string;
}

/** Why a row was not taken over. */
export class RowRefused extends Error {}

const truths: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ['1', true],
  ['t', true],
  ['true', true],
  [false, false],
  [0, false],
  ['0', false],
  ['f', false],
  ['false', false],
]);

/** MySQL writes 1 and 0, PostgreSQL t and f or true and false, Django's JSON and CSV tools True and False. */
function readBoolean(row: DjangoRow, column: string, absent: boolean): boolean {
  const value = row[column];
  if (value === undefined) return absent;
  const read = truths.get(typeof value === 'string' ? value.toLowerCase() : value);
  if (read === undefined) throw new RowRefused(`${column} is neither true nor false`);
  return read;
}

function readUsername({ username }: DjangoRow): string {
  // JSON has a number where the model's usernames are such.
  if (typeof username !== 'string' && !Number.isSafeInteger(username)) {
    throw new RowRefused('there is no username');
  }
  const text = String(username);
  if (text === '' || !credentials.username.schema.safeParse(text).success) {
    throw new RowRefused(`the username must be ${credentials.username.rule.en}`);
  }
  return text;
}

function readPassword({ password }: DjangoRow, { acceptsWeakDigests }: ImportRules): string {
  if (typeof password !== 'string' || password === '') throw new RowRefused('there is no password');
  if (password.startsWith('!')) throw new RowRefused('Django holds no usable password for this user');
  const hash = parseStoredHash(password);
  if (hash === undefined) throw new RowRefused('the password is in no format that can be checked');
  if (hash.scheme === 'digest' && !acceptsWeakDigests) {
    throw new RowRefused(`the password is plain ${hash.digest}; --weak-digests takes it over`);
  }
  return password;
}

function readRole(row: DjangoRow): Role {
  if (readBoolean(row, 'is_superuser', false)) return 'admin';
  return readBoolean(row, 'is_staff', false) ? 'teacher' : 'student';
}

/** An account made from a row: superusers become admins, staff teachers, everyone else students. @throws RowRefused */
export function accountOf(row: DjangoRow, rules: ImportRules): User {
  const username = readUsername(row);
  return {
    username,
    passwordHash: readPassword(row, rules),
    rongCloudUserId: rongCloudUserId(username),
    role: readRole(row),
    isDisabled: !readBoolean(row, 'is_active', true),
    createdAt: rules.importedAt,
  };
}
