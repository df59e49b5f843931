import { chatroomSanctions } from './contract/endpoints/chatroom-sanctions.ts';
import { readSetting, settings } from './contract/settings.ts';
import { wallClockTime } from './contract/wall-clock-time.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { sanctionStore } from './dynamodb/sanctions.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { requireModerator, speakersOf } from './rooms/moderators.ts';

/** Lists the sanctions of a room that are in force. */
export const createHandler = endpoint(chatroomSanctions, (deps) => {
  const findChatroom = chatroomReader(deps);
  const sanctions = sanctionStore(deps);
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    prefetch: ({ id }, { deadlineAt }) => findChatroom(id, deadlineAt),
    handle: async ({ id }, { user, deadlineAt }, found) => {
      const room = requireModerator(found, user);
      const now = deps.clock.now();
      const shownWhileItHolds = (until = 0) => (until > now ? shown(until) : null);
      const all = (await sanctions.ofRoom(id, deadlineAt)).map(
        ({ username, mutedUntil, blockedUntil, by }) => ({
          username,
          muted_until: shownWhileItHolds(mutedUntil),
          blocked_until: shownWhileItHolds(blockedUntil),
          by,
        }),
      );
      return {
        items: all.filter((one) => one.muted_until !== null || one.blocked_until !== null),
        silent: room.isSilent === true,
        speakers: speakersOf(room).map(({ username }) => username),
      };
    },
  };
});

export const handler = await onLambda(createHandler);
