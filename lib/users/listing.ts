import { parseStoredHash } from '../../functions/auth/passwords/password.ts';
import type { Role } from '../../functions/contract/settings.ts';
import type { User } from '../../functions/dynamodb/users.ts';
import { CommandError } from '../operator/command-line.ts';
import { requireUser } from './account-commands.ts';
import type { Session } from './session.ts';

/** The fields of an account for an administrator: of the password only its format. */
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

export interface ListOptions {
  readonly role?: Role;
  readonly disabled?: boolean;
  readonly enabled?: boolean;
  readonly json?: boolean;
}

/** Characters that a terminal draws two columns wide: East Asian ones, full-width forms and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6\p{Emoji_Presentation}]/u;
const graphemes = new Intl.Segmenter();

/** How many columns of a terminal a text takes. */
const displayWidth = (text: string) =>
  [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);

const columns = ({ username, role, isDisabled }: User) => [username, role, isDisabled ? 'disabled' : ''];

/** For a person: a header, and columns that line up. */
function table(users: readonly User[]): string {
  const rows = [['USERNAME', 'ROLE', 'STATE'], ...users.map(columns)];
  const widthOf = (column: number) =>
    rows.reduce((width, row) => Math.max(width, displayWidth(row[column] ?? '')), 0);
  const widths = [widthOf(0), widthOf(1)];
  const pad = (cell: string, column: number) =>
    cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
  return rows.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('');
}

/** For a script: no name has a tab in it. */
const lines = (users: readonly User[]) =>
  users.map((user) => `${columns(user).join('\t').trimEnd()}\n`).join('');

const json = (users: readonly User[]) =>
  `[\n${users.map((user) => JSON.stringify(shown(user))).join(',\n')}\n]\n`;

export async function listUsers({ directory, terminal }: Session, options: ListOptions): Promise<void> {
  const { role, disabled = false, enabled = false } = options;
  if (disabled && enabled) throw new CommandError('--disabled and --enabled leave nobody');
  const users: User[] = [];
  for await (const user of directory.list()) {
    if ((role ?? user.role) === user.role && !(user.isDisabled ? enabled : disabled)) users.push(user);
  }
  users.sort((one, other) => (one.username < other.username ? -1 : 1));
  const text = options.json ? json : terminal.output.isTTY ? table : lines;
  terminal.output.write(text(users));
  if (!options.json) terminal.errors.write(`${users.length} ${users.length === 1 ? 'user' : 'users'}\n`);
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
