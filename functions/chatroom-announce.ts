import { chatroomAnnounce } from './contract/endpoints/chatroom-announce.ts';
import { readSetting, settings } from './contract/settings.ts';
import { participantOf } from './dynamodb/users.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { announce } from './rooms/announce.ts';
import { requireModerator } from './rooms/moderators.ts';
import { roomContext } from './rooms/room-context.ts';

/** Sends an announcement to a room, and stores it in the room's row for users who join later. */
export const createHandler = endpoint(chatroomAnnounce, (deps) => {
  const objectName = readSetting(deps.environment, settings.announcementType);
  const context = { ...roomContext(deps), objectName };
  const { upstream, chatrooms } = context;
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ text }, { user, deadlineAt }, found) => {
      const room = requireModerator(found, user);
      await announce(context, room, { text, sender: participantOf(user) }, deadlineAt);
      return {};
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
