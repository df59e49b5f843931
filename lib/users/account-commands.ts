import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { credentials } from '../../functions/contract/parameters.ts';
import type { Role } from '../../functions/contract/settings.ts';
import { CommandError } from '../operator/command-line.ts';
import type { AccountChange, UserDirectory } from './directory.ts';
import { readNewPassword } from './new-password.ts';
import { confirm, quoted, type Session } from './session.ts';

const say = ({ terminal }: Session, text: string) => terminal.output.write(`${text}\n`);

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

const readPasswordHash = async ({ terminal, deps }: Session) =>
  await hashPassword(deps, await readNewPassword(terminal));

export async function addUser(session: Session, username: string, role: Role): Promise<void> {
  const { directory, deps } = session;
  if (username === '' || !credentials.username.schema.safeParse(username).success) {
    throw new CommandError(`a username has ${credentials.username.rule.en}`);
  }
  if ((await directory.find(username)) !== undefined) throw exists(username);
  const id = rongCloudUserId(username);
  await requireFreeId(directory, id);
  const isNew = await directory.add({
    username,
    role,
    passwordHash: await readPasswordHash(session),
    rongCloudUserId: id,
    isDisabled: false,
    createdAt: new Date(deps.clock.now()).toISOString(),
  });
  if (!isNew) throw exists(username);
  say(session, `${username} added as ${role}`);
}

async function change(session: Session, username: string, made: { change: AccountChange; message: string }) {
  if ((await session.directory.change(username, made.change)) === undefined) throw noSuchUser(username);
  say(session, made.message);
}

export async function changePassword(session: Session, username: string): Promise<void> {
  await requireUser(session.directory, username);
  const passwordHash = await readPasswordHash(session);
  await change(session, username, {
    change: { passwordHash },
    message: `${username} has a new password; the old one is no longer accepted`,
  });
}

export const setDisabled = (session: Session, username: string, isDisabled: boolean) =>
  change(session, username, {
    change: { isDisabled },
    message: `${username} is ${isDisabled ? 'disabled' : 'enabled'}`,
  });

export const setRole = (session: Session, username: string, role: Role) =>
  change(session, username, { change: { role }, message: `${username} is now ${role}` });

export async function removeUser(
  session: Session,
  username: string,
  { yes = false }: { yes?: boolean },
): Promise<void> {
  await requireUser(session.directory, username);
  if (!yes) await confirm(`Remove ${username} for good?`, session.terminal);
  await session.directory.remove(username);
  say(session, `${username} removed`);
}
