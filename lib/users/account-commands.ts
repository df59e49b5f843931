import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import type { Role } from '../../functions/contract/settings.ts';
import { processDeps } from '../../functions/platform/deps.ts';
import { CommandError } from '../operator/command-line.ts';
import type { Change, UserDirectory } from './directory.ts';
import { requireUsername } from './import/account.ts';
import { readNewPassword } from './new-password.ts';
import { ask, quoted, type Terminal } from './terminal.ts';

export interface Session {
  readonly directory: UserDirectory;
  readonly terminal: Terminal;
}

const exists = (username: string) => new CommandError(`the user ${quoted(username)} exists already`);

const noSuchUser = (username: string) => new CommandError(`there is no user ${quoted(username)}`);

/** @throws CommandError if there is no such user. */
export async function requireUser(directory: UserDirectory, username: string) {
  const user = await directory.find(username);
  if (user === undefined) throw noSuchUser(username);
  return user;
}

/** An import may have given the id to somebody else; two accounts must not share one. */
async function requireFreeId(directory: UserDirectory, id: string): Promise<void> {
  for await (const user of directory.list()) {
    if (user.rongCloudUserId === id) {
      throw new CommandError(`the RongCloud id ${id} belongs to the user ${quoted(user.username)}`);
    }
  }
}

const newHash = async (terminal: Terminal) => hashPassword(processDeps, await readNewPassword(terminal));

export async function addUser({ directory, terminal }: Session, username: string, { role }: { role: Role }) {
  requireUsername(username);
  if ((await directory.find(username)) !== undefined) throw exists(username);
  const id = rongCloudUserId(username);
  await requireFreeId(directory, id);
  const isNew = await directory.add({
    username,
    role,
    passwordHash: await newHash(terminal),
    rongCloudUserId: id,
    isDisabled: false,
    createdAt: new Date().toISOString(),
  });
  if (!isNew) throw exists(username);
  terminal.output.write(`${username} added as ${role}\n`);
}

export async function changeUser(
  { directory, terminal }: Session,
  username: string,
  { message, ...change }: Change & { readonly message: string },
): Promise<void> {
  if (!(await directory.change(username, change))) throw noSuchUser(username);
  terminal.output.write(`${username} ${message}\n`);
}

export async function changePassword(session: Session, username: string): Promise<void> {
  await requireUser(session.directory, username);
  const value = await newHash(session.terminal);
  const message = 'has a new password; the old one is no longer accepted';
  await changeUser(session, username, { attribute: 'passwordHash', value, message });
}

export async function removeUser(
  { directory, terminal }: Session,
  username: string,
  { yes = false }: { readonly yes?: boolean },
): Promise<void> {
  await requireUser(directory, username);
  const question = `Remove ${username} for good?`;
  if (!yes && !terminal.input.isTTY) throw new CommandError(`${question} No terminal: answer with --yes`);
  if (!yes && !/^y(?:es)?$/i.test(await ask(`${question} [y/N] `, terminal))) {
    throw new CommandError('nothing was done');
  }
  await directory.remove(username);
  terminal.output.write(`${username} removed\n`);
}
