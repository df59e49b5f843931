import stringWidth from 'string-width';
import { parseStoredHash } from '../../functions/auth/passwords/password.ts';
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

/** Lines with columns of one width; a Chinese character takes two places. */
function aligned(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const pad = (text: string, width: number) => text + ' '.repeat(width - stringWidth(text));
  return rows
    .map(
      (row) =>
        `${columns
          .map((column, at) => pad(row[column] ?? '', widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

export async function listUsers(
  { directory, terminal }: Session,
  options: { role?: Role; disabled?: boolean; enabled?: boolean; json?: boolean },
): Promise<void> {
  const { role, disabled = false, enabled = false, json = false } = options;
  if (disabled && enabled) throw new CommandError('--disabled and --enabled leave nobody');
  const users: User[] = [];
  for await (const user of directory.list()) {
    if ((role ?? user.role) === user.role && !(user.isDisabled ? enabled : disabled)) users.push(user);
  }
  users.sort((one, other) => (one.username < other.username ? -1 : 1));
  const { output } = terminal;
  const rows = users.map((user) => ({
    username: user.username,
    role: user.role,
    state: user.isDisabled ? 'disabled' : '',
  }));
  if (json) output.write(`[\n${users.map((user) => JSON.stringify(shown(user))).join(',\n')}\n]\n`);
  else if (output.isTTY)
    output.write(aligned([{ username: 'username', role: 'role', state: 'state' }, ...rows]));
  // No name has a tab in it.
  else output.write(rows.map((row) => `${Object.values(row).join('\t').trimEnd()}\n`).join(''));
  if (!json) terminal.errors.write(`${users.length} ${users.length === 1 ? 'user' : 'users'}\n`);
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
