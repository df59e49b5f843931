import { parseStoredHash } from '../../../functions/auth/passwords/parse-hash.ts';
import { maySetRongCloudUserId, rongCloudUserId } from '../../../functions/auth/rongcloud-user-id.ts';
import { credentials, unreadableText } from '../../../functions/contract/parameters.ts';
import type { User } from '../../../functions/dynamodb/users.ts';

/** The columns of a row in `auth_user`: texts, or JSON's own types. */
export type AccountFields = Readonly<Record<string, unknown>>;

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

/** A text, or a number of a custom user model, as text; undefined for any other value. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : undefined;

/** @throws RowRefused if the text is no username. */
export function requireUsername(text: string): string {
  const { username } = credentials;
  if (username.schema.safeParse(text).success) return text;
  throw new RowRefused(`the username must be ${(unreadableText(text, username) ?? username.rule).en}`);
}

function readUsername({ username }: AccountFields): string {
  const text = textOf(username);
  if (text === undefined) throw new RowRefused('there is no username');
  return requireUsername(text);
}

function readPassword({ password }: AccountFields, acceptsWeakDigests: boolean): string {
  if (typeof password !== 'string' || password === '') throw new RowRefused('there is no password');
  if (password.startsWith('!')) throw new RowRefused('Django has no usable password for this user');
  const hash = parseStoredHash(password);
  if (hash === undefined) throw new RowRefused("the password's format or cost is not supported");
  if (hash.scheme === 'digest' && !acceptsWeakDigests) {
    throw new RowRefused(`the password is plain ${password.split('$', 1)}; --weak-digests imports it`);
  }
  return password;
}

function readRongCloudUserId({ rongcloud_id: id }: AccountFields, username: string): string {
  if (id === undefined || id === null || id === '') return rongCloudUserId(username);
  const text = textOf(id) ?? '';
  if (maySetRongCloudUserId(text, username)) return text;
  throw new RowRefused(
    'RongCloud does not accept the rongcloud_id: it has 1 to 64 letters, digits and + = - _, not beginning with u=',
  );
}

/** An account from a row: superusers become admins, staff teachers, everyone else students. @throws RowRefused */
export function accountOf(fields: AccountFields, acceptsWeakDigests: boolean): User {
  const username = readUsername(fields);
  const isStaff = readBoolean(fields, 'is_staff', false);
  const isAdmin = readBoolean(fields, 'is_superuser', false);
  return {
    username,
    passwordHash: readPassword(fields, acceptsWeakDigests),
    rongCloudUserId: readRongCloudUserId(fields, username),
    role: isAdmin ? 'admin' : isStaff ? 'teacher' : 'student',
    isDisabled: !readBoolean(fields, 'is_active', true),
    createdAt: new Date().toISOString(),
  };
}
