import type { Participant } from '../dynamodb/chatroom.ts';
import { sanctionStore } from '../dynamodb/sanctions.ts';
import { accountReader } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import { findParticipants } from './moderators.ts';

/**
 * Finds the users who may write in a silenced room. Muted and blocked users are left out: RongCloud would let them write.
 * @throws Failure USER_NOT_FOUND if one of them has no account.
 */
export function speakerFinder(deps: Deps) {
  const accounts = accountReader(deps);
  const sanctions = sanctionStore(deps);
  return async (
    chatroomId: number,
    usernames: readonly string[],
    deadlineAt: number,
  ): Promise<readonly Participant[]> => {
    const [participants, imposed] = await Promise.all([
      findParticipants(accounts, usernames, deadlineAt),
      Promise.all(usernames.map((username) => sanctions.find(chatroomId, username, deadlineAt))),
    ]);
    const now = deps.clock.now();
    const isSanctioned = (username: string) =>
      imposed.some(
        (one) => one?.username === username && Math.max(one.mutedUntil ?? 0, one.blockedUntil ?? 0) > now,
      );
    return participants.filter(({ username }) => !isSanctioned(username));
  };
}
