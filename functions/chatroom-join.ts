import { endpoint, onLambda } from './shared/endpoint.ts';
import { livingChatroom } from './shared/living-chatroom.ts';
import { joinChatroom } from './shared/rongcloud/chatroom-join.ts';
import { noSuchChatroom } from './shared/rongcloud/chatrooms.ts';
import { rongCloud } from './shared/rongcloud/client.ts';
import { isRejectedWith } from './shared/rongcloud/upstream-failure.ts';
import { rongCloudRoomId, roomLiveness } from './shared/room-liveness.ts';
import { readSetting, settings } from './shared/settings.ts';
import { chatroomStore } from './shared/store/chatrooms.ts';

/**
 * Joins a chatroom: makes sure that it is alive at RongCloud, making it again where RongCloud has destroyed it
 * as idle, and puts the caller in where RongCloud still has a call for that; elsewhere the app's own SDK joins.
 */
export const create = endpoint('chatroom-join', (runtime) => {
  const upstream = rongCloud(runtime);
  const chatrooms = chatroomStore(runtime);
  const { ensureAlive } = roomLiveness(runtime, upstream, chatrooms);
  const serverJoin = readSetting(runtime.environment, settings.serverJoin);
  return {
    warmUp: upstream.warmUp,
    read: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    answer: async (_parameters, { user, deadlineAt }, found) => {
      const room = livingChatroom(found);
      await ensureAlive(room, deadlineAt);
      if (serverJoin === 'off') return {};
      const joining = { chatroomId: rongCloudRoomId(room), userId: user.rongCloudUserId };
      try {
        await joinChatroom(upstream, joining, deadlineAt);
      } catch (error) {
        if (!isRejectedWith(error, noSuchChatroom)) throw error;
        // RongCloud ended it since we looked.
        await ensureAlive(room, deadlineAt);
        await joinChatroom(upstream, joining, deadlineAt);
      }
      return {};
    },
  };
});

export const handler = await onLambda(create);
