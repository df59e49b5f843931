import { parseStoredHash } from '../../../functions/auth/passwords/password.ts';
import { mayBringRongCloudUserId, rongCloudUserId } from '../../../functions/auth/rongcloud-user-id.ts';
import { credentials } from '../../../functions/contract/parameters.ts';
import type { Role } from '../../../functions/contract/settings.ts';
import type { User } from '../../../functions/dynamodb/users.ts';

/** The columns of a row in `auth_user`: texts, or JSON's own types. */
export type AccountFields = Readonly<Record<string, unknown>>;

export interface ImportRules {
  readonly acceptsWeakDigests: boolean;
  /** ISO 8601, UTC. */
  readonly importedAt: string;
}

export class RowRefused extends Error {}

/** MySQL writes 1 and 0, PostgreSQL t and f or true and false, Django's JSON and CSV tools True and False. */
const truth = /^(?:true|t|1)$/i;
const falsehood = /^(?:false|f|0)$/i;

function readBoolean(fields: AccountFields, column: string, absent: boolean): boolean {
  const value = fields[column];
  if (value === undefined) return absent;
  const text = typeof value === 'object' ? '' : String(value);
  if (!truth.test(text) && !falsehood.test(text)) throw new RowRefused(`${column} is neither true nor false`);
  return truth.test(text);
}

function readUsername({ username }: AccountFields): string {
  // A custom user model may have numbers.
  if (typeof username !== 'string' && !Number.isSafeInteger(username)) {
    throw new RowRefused('there is no username');
  }
  const text = String(username);
  if (text === '' || !credentials.username.schema.safeParse(text).success) {
    throw new RowRefused(`the username must be ${credentials.username.rule.en}`);
  }
  return text;
}

function readPassword({ password }: AccountFields, { acceptsWeakDigests }: ImportRules): string {
  if (typeof password !== 'string' || password === '') throw new RowRefused('there is no password');
  if (password.startsWith('!')) throw new RowRefused('Django has no usable password for this user');
  const hash = parseStoredHash(password);
  if (hash === undefined) throw new RowRefused('the format of the password is not supported');
  if (hash.scheme === 'digest' && !acceptsWeakDigests) {
    throw new RowRefused(`the password is plain ${hash.digest}; --weak-digests imports it`);
  }
  return password;
}

function readRole(fields: AccountFields): Role {
  const isAdmin = readBoolean(fields, 'is_superuser', false);
  const isStaff = readBoolean(fields, 'is_staff', false);
  return isAdmin ? 'admin' : isStaff ? 'teacher' : 'student';
}

function readRongCloudUserId({ rongcloud_id: id }: AccountFields, username: string): string {
  if (id === undefined || id === null || id === '') return rongCloudUserId(username);
  const text = typeof id === 'string' || Number.isSafeInteger(id) ? String(id) : '';
  if (!mayBringRongCloudUserId(text, username)) {
    throw new RowRefused(
      'RongCloud does not accept the rongcloud_id: it has 1 to 64 letters, digits and + = - _, not beginning with u=',
    );
  }
  return text;
}

/** An account from a row: superusers become admins, staff teachers, everyone else students. @throws RowRefused */
export function accountOf(fields: AccountFields, rules: ImportRules): User {
  const username = readUsername(fields);
  return {
    username,
    passwordHash: readPassword(fields, rules),
    rongCloudUserId: readRongCloudUserId(fields, username),
    role: readRole(fields),
    isDisabled: !readBoolean(fields, 'is_active', true),
    createdAt: rules.importedAt,
  };
}
