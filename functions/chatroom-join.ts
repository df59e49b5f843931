import { chatroomJoin, isKeptOut } from './contract/endpoints/chatroom-join.ts';
import { Failure } from './contract/failure.ts';
import { readSetting, settings } from './contract/settings.ts';
import { sanctionStore } from './dynamodb/sanctions.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { joinRoom } from './rooms/join-room.ts';
import { requireActive } from './rooms/require-room.ts';
import { roomContext } from './rooms/room-context.ts';

/**
 * Joins a chatroom: recreates it if RongCloud has ended it as idle, and adds the caller if RongCloud has a server-side
 * join; otherwise the app's own SDK joins.
 */
export const createHandler = endpoint(chatroomJoin, (deps) => {
  const serverJoin = readSetting(deps.environment, settings.serverJoin);
  const sanctions = sanctionStore(deps);
  const context = { ...roomContext(deps), sanctions, serverJoin };
  const { upstream, chatrooms } = context;
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { username, deadlineAt }) =>
      Promise.all([chatrooms.find(id, deadlineAt), sanctions.find(id, username, deadlineAt)]),
    handle: async (_parameters, { user: { rongCloudUserId }, deadlineAt }, [found, sanction]) => {
      const room = requireActive(found);
      const { blockedUntil = 0 } = sanction ?? {};
      if (blockedUntil > deps.clock.now()) throw new Failure('NOT_ALLOWED', { refusal: isKeptOut });
      await joinRoom(context, room, rongCloudUserId, deadlineAt);
      return {};
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
