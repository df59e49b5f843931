import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { credentials } from '../../functions/contract/parameters.ts';
import type { Role } from '../../functions/contract/settings.ts';
import { CommandError } from '../operator/command-line.ts';
import type { AccountChange } from './directory.ts';
import type { Session } from './session.ts';
import { confirm, readNewPassword } from './terminal.ts';

const say = ({ terminal }: Session, text: string) => terminal.output.write(`${text}\n`);

export const noSuchUser = (username: string) =>
  new CommandError(`there is no user ${JSON.stringify(username)}`);

/** @throws CommandError where the password is refused. */
async function readPasswordHash({ terminal, runtime }: Session): Promise<string> {
  const password = await readNewPassword(terminal);
  // Loaded only here: the list of common passwords is long.
  const { checkNewPassword } = await import('./new-password.ts');
  checkNewPassword(password);
  return await hashPassword(runtime, password);
}

export async function addUser(session: Session, username: string, role: Role): Promise<number> {
  if (username === '' || !credentials.username.schema.safeParse(username).success) {
    throw new CommandError(`a username has ${credentials.username.rule.en}`);
  }
  const isNew = await session.directory.add({
    username,
    role,
    passwordHash: await readPasswordHash(session),
    rongCloudUserId: rongCloudUserId(username),
    isDisabled: false,
    createdAt: new Date(session.runtime.clock.now()).toISOString(),
  });
  if (!isNew) throw new CommandError(`there is a user ${JSON.stringify(username)} already`);
  say(session, `${username} added as ${role}`);
  return 0;
}

async function change(session: Session, username: string, made: { change: AccountChange; message: string }) {
  const user = await session.directory.change(username, made.change);
  if (user === undefined) throw noSuchUser(username);
  say(session, made.message);
  return 0;
}

export async function changePassword(session: Session, username: string): Promise<number> {
  if ((await session.directory.find(username)) === undefined) throw noSuchUser(username);
  const passwordHash = await readPasswordHash(session);
  return await change(session, username, {
    change: { passwordHash },
    message: `${username} has a new password, and the old one counts no more`,
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
): Promise<number> {
  if ((await session.directory.find(username)) === undefined) throw noSuchUser(username);
  if (!yes) await confirm(`Remove ${username} for good?`, session.terminal);
  if (!(await session.directory.remove(username))) throw noSuchUser(username);
  say(session, `${username} removed`);
  return 0;
}
