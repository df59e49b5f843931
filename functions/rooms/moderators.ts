import { Failure } from '../contract/failure.ts';
import { notAModerator } from '../contract/moderation.ts';
import type { Chatroom, Participant } from '../dynamodb/chatroom.ts';
import { sanctionStore } from '../dynamodb/sanctions.ts';
import { type AccountReader, accountReader, participantOf, type User } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import { requireActive } from './require-room.ts';

export const isOwner = ({ creator }: Chatroom, { username, role }: Pick<User, 'username' | 'role'>) =>
  creator === username || role === 'admin';

/** Who may moderate: the creator, the assistants and admins. */
export const mayModerate = (room: Chatroom, user: User) =>
  isOwner(room, user) || room.assistants.some(({ username }) => username === user.username);

/** @throws Failure CHATROOM_NOT_FOUND, CHATROOM_DESTROYED, or NOT_ALLOWED. */
export const requireModerator = (found: Chatroom | undefined, user: User): Chatroom =>
  requireModeratorOf(requireActive(found), user);

/** Also of a room that has been destroyed. @throws Failure NOT_ALLOWED. */
export function requireModeratorOf(room: Chatroom, user: User): Chatroom {
  if (!mayModerate(room, user)) throw new Failure('NOT_ALLOWED', { refusal: notAModerator });
  return room;
}

/** @throws Failure USER_NOT_FOUND if one of them has no account. */
export async function findParticipants(
  accounts: AccountReader,
  usernames: readonly string[],
  deadlineAt: number,
): Promise<readonly Participant[]> {
  const found = await Promise.all(usernames.map((name) => accounts.find(name, deadlineAt)));
  return found.map((user) => {
    if (user === undefined) throw new Failure('USER_NOT_FOUND');
    return participantOf(user);
  });
}

/**
 * Finds the users who may write in a silenced room. Muted and blocked users are left out: RongCloud would let them write.
 * @throws Failure USER_NOT_FOUND if one of them has no account.
 */
export function speakerFinder(deps: Deps) {
  const accounts = accountReader(deps);
  const sanctions = sanctionStore(deps);
  return async (chatroomId: number, usernames: readonly string[], deadlineAt: number) => {
    const [participants, imposed] = await Promise.all([
      findParticipants(accounts, usernames, deadlineAt),
      Promise.all(usernames.map((username) => sanctions.find(chatroomId, username, deadlineAt))),
    ]);
    const now = deps.clock.now();
    // In the order of the usernames.
    const isSanctioned = imposed.map((one) => Math.max(one?.mutedUntil ?? 0, one?.blockedUntil ?? 0) > now);
    return participants.filter((_, index) => !isSanctioned[index]);
  };
}

/** Who may write in a silenced room, each once: the creator, the assistants and the other speakers. */
export function speakersOf(room: Chatroom): readonly Participant[] {
  if (!room.isSilent) return [];
  const { creator, creatorId, assistants, speakers } = room;
  const all = [{ username: creator, userId: creatorId }, ...assistants, ...speakers];
  return all.filter(({ username }, index) => all.findIndex((one) => one.username === username) === index);
}
