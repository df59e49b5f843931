import { chatroomDestroy, notTheCreator } from './contract/endpoints/chatroom-destroy.ts';
import { Failure } from './contract/failure.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { destroyChatroom } from './rongcloud/chatrooms.ts';
import { isOwner } from './rooms/moderators.ts';
import { requireRoom } from './rooms/require-room.ts';
import { roomContext } from './rooms/room-context.ts';

/**
 * Destroys a chatroom, for its creator or an admin. Repeating it succeeds. Nobody can join after the first write; if
 * RongCloud does not reply, the next call or the reconciler finishes the destroy.
 */
export const createHandler = endpoint(chatroomDestroy, (deps) => {
  const { upstream, chatrooms } = roomContext(deps);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async (_parameters, { user, deadlineAt }, found) => {
      const room = requireRoom(found);
      const { chatroomId, state } = room;
      if (!isOwner(room, user)) throw new Failure('NOT_ALLOWED', { refusal: notTheCreator });
      if (state !== 'DESTROYED') {
        await chatrooms.change(chatroomId, 'beginDestroy', {}, deadlineAt);
        await destroyChatroom(upstream, chatroomId, deadlineAt);
      }
      return {};
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
