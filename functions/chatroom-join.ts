import { chatroomJoin } from './contract/endpoints/chatroom-join.ts';
import { Failure } from './contract/failure.ts';
import { readSetting, settings } from './contract/settings.ts';
import type { Chatroom } from './dynamodb/chatroom.ts';
import { chatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint, onLambda } from './http/endpoint.ts';
import { rongCloudSecret } from './platform/secret-text.ts';
import { joinChatroom } from './rongcloud/chatroom-join.ts';
import { rongCloud } from './rongcloud/client.ts';
import { requireActive } from './rooms/require-active.ts';
import { rongCloudRoomId, roomLiveness } from './rooms/room-liveness.ts';

/** RongCloud destroys rooms as idle, not several times a second. */
const retryAfterSeconds = 1;

/**
 * Joins a chatroom: makes sure that it is alive at RongCloud, making it again where RongCloud has destroyed it
 * as idle, and puts the caller in where RongCloud still has a call for that; elsewhere the app's own SDK joins.
 */
export const createHandler = endpoint(chatroomJoin, (deps) => {
  const upstream = rongCloud(deps, rongCloudSecret(deps));
  const chatrooms = chatroomStore(deps);
  const { ensureAlive } = roomLiveness(deps, upstream, chatrooms);
  const serverJoin = readSetting(deps.environment, settings.serverJoin);

  /** @returns false where RongCloud had lost the room again by the time of the join. */
  const enter = async (room: Chatroom, userId: string, deadlineAt: number): Promise<boolean> => {
    await ensureAlive(room, deadlineAt);
    if (serverJoin === 'off') return true;
    const chatroomId = rongCloudRoomId(room);
    return (await joinChatroom(upstream, { chatroomId, userId }, deadlineAt)) !== 'no such chatroom';
  };

  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ id }, { user: { rongCloudUserId }, deadlineAt }, found) => {
      if (await enter(requireActive(found), rongCloudUserId, deadlineAt)) return {};
      // It may have been destroyed since it was read: the row tells.
      const again = requireActive(await chatrooms.find(id, deadlineAt));
      if (await enter(again, rongCloudUserId, deadlineAt)) return {};
      throw new Failure('UPSTREAM_UNAVAILABLE', { retryAfterSeconds, log: { fault: 'lost twice' } });
    },
  };
});

export const handler = await onLambda(createHandler);
