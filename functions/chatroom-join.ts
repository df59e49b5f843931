import { chatroomJoin } from './contract/endpoints/chatroom-join.ts';
import { readSetting, settings } from './contract/settings.ts';
import { chatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint, onLambda } from './http/endpoint.ts';
import { rongCloudSecret } from './platform/secret-text.ts';
import { rongCloud } from './rongcloud/client.ts';
import { joinRoom } from './rooms/join-room.ts';
import { requireActive } from './rooms/require-room.ts';

/**
 * Joins a chatroom: recreates it where RongCloud has ended it as idle, and puts the caller in where RongCloud still
 * has a call for that; elsewhere the app's own SDK joins.
 */
export const createHandler = endpoint(chatroomJoin, (deps) => {
  const upstream = rongCloud(deps, rongCloudSecret(deps));
  const chatrooms = chatroomStore(deps);
  const serverJoin = readSetting(deps.environment, settings.serverJoin);
  const context = { ...deps, upstream, chatrooms, serverJoin };
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async (_parameters, { user: { rongCloudUserId }, deadlineAt }, room) => {
      await joinRoom(context, requireActive(room), rongCloudUserId, deadlineAt);
      return {};
    },
  };
});

export const handler = await onLambda(createHandler);
