import { parseStoredHash } from '../../functions/auth/passwords/password.ts';
import type { Role } from '../../functions/contract/settings.ts';
import type { User } from '../../functions/dynamodb/users.ts';
import { CommandError } from '../operator/command-line.ts';
import { noSuchUser } from './account-commands.ts';
import type { Session } from './session.ts';

/** What an administrator sees of an account: of the password no more than how it is kept. */
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

/** Names hold no control characters, so a tab is free to stand between the columns. */
const line = ({ username, role, isDisabled }: User) =>
  `${username}\t${role}${isDisabled ? '\tdisabled' : ''}\n`;

export async function listUsers({ directory, terminal }: Session, options: ListOptions): Promise<number> {
  const { role, disabled = false, enabled = false, json = false } = options;
  if (disabled && enabled) throw new CommandError('--disabled and --enabled leave nobody');
  const isDisabled = disabled ? true : enabled ? false : undefined;
  let count = 0;
  if (json) terminal.output.write('[');
  for await (const user of directory.list({ role, isDisabled })) {
    const separator = count === 0 ? '\n' : ',\n';
    terminal.output.write(json ? `${separator}${JSON.stringify(shown(user))}` : line(user));
    count += 1;
  }
  if (json) terminal.output.write('\n]\n');
  else terminal.errors.write(`${count} ${count === 1 ? 'user' : 'users'}\n`);
  return 0;
}

export async function showUser(
  { directory, terminal }: Session,
  username: string,
  { json = false }: { json?: boolean },
): Promise<number> {
  const user = await directory.find(username);
  if (user === undefined) throw noSuchUser(username);
  const fields = Object.entries(shown(user)).map(([field, value]) => `${field.padEnd(16)}${value}\n`);
  terminal.output.write(json ? `${JSON.stringify(shown(user), null, 2)}\n` : fields.join(''));
  return 0;
}
