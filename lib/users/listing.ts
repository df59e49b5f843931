import stringWidth from 'string-width';
import { parseStoredHash } from '../../functions/auth/passwords/parse-hash.ts';
import type { Role } from '../../functions/contract/settings.ts';
import type { User } from '../../functions/dynamodb/users.ts';
import { CommandError } from '../operator/command-line.ts';
import { requireUser, type Session } from './account-commands.ts';

/** The fields of an account for an administrator: only the format of the password. */
const shown = ({ username, role, isDisabled, rongCloudUserId, createdAt, passwordHash }: User) => ({
  username,
  role,
  isDisabled,
  rongCloudUserId,
  createdAt,
  passwordKeptAs: passwordHash.startsWith('$')
    ? passwordHash.split('$')[1]
    : `${parseStoredHash(passwordHash)?.scheme ?? 'unusable'}, from Django`,
});

/** Lines with columns of one width; a Chinese character is two columns wide. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, stringWidth(cell));
  }
  const padded = (cell: string, at: number) => cell + ' '.repeat((widths[at] ?? 0) - stringWidth(cell));
  return rows.map((row) => row.map(padded).join('  '));
}

export async function listUsers(
  { directory, terminal: { output, errors } }: Session,
  { role, disabled, enabled, json }: { role?: Role; disabled?: boolean; enabled?: boolean; json?: boolean },
): Promise<void> {
  if (disabled && enabled) throw new CommandError('--disabled and --enabled leave nobody');
  const users: User[] = [];
  for await (const user of directory.list()) {
    if ((role ?? user.role) === user.role && !(user.isDisabled ? enabled : disabled)) users.push(user);
  }
  users.sort((one, other) => (one.username < other.username ? -1 : 1));
  if (json) {
    output.write(`[\n${users.map((user) => JSON.stringify(shown(user))).join(',\n')}\n]\n`);
    return;
  }
  const rows = users.map(({ username, role, isDisabled }) => [username, role, isDisabled ? 'disabled' : '']);
  // No name has a tab in it.
  const lines = output.isTTY
    ? aligned([['username', 'role', 'state'], ...rows])
    : rows.map((row) => row.join('\t'));
  output.write(lines.map((line) => `${line.trimEnd()}\n`).join(''));
  errors.write(`${users.length} ${users.length === 1 ? 'user' : 'users'}\n`);
}

export async function showUser(
  { directory, terminal }: Session,
  username: string,
  options: { json?: boolean },
): Promise<void> {
  const user = shown(await requireUser(directory, username));
  const fields = Object.entries(user).map(([field, value]) => `${field.padEnd(16)}${value}\n`);
  terminal.output.write(options.json ? `${JSON.stringify(user, null, 2)}\n` : fields.join(''));
}
