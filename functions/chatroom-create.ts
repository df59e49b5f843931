import { chatroomCreate, roleMayNotCreate } from './contract/endpoints/chatroom-create.ts';
import { Failure } from './contract/failure.ts';
import { readSetting, settings } from './contract/settings.ts';
import { chatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint, onLambda } from './http/endpoint.ts';
import { rongCloudSecret } from './platform/secret-text.ts';
import { rongCloud } from './rongcloud/client.ts';
import { reservation } from './rooms/idempotent-create.ts';
import { createAtRongCloud } from './rooms/room-liveness.ts';

/** The reconciler ends a create that took too long; a repeat makes a new room. */
const retryAfterSeconds = 1;

/**
 * Creates a chatroom: first the intent in our table, then the room at RongCloud, then ACTIVE and the answer.
 * What stops half way is taken up by the same create repeated, or ended by the reconciler.
 */
export const createHandler = endpoint(chatroomCreate, (deps) => {
  const upstream = rongCloud(deps, rongCloudSecret(deps));
  const chatrooms = chatroomStore(deps);
  const { look, reserve } = reservation(deps, chatrooms);
  const roles = readSetting(deps.environment, settings.createRoles);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ live_id: liveId, name }, { username, deadlineAt }) =>
      look({ creator: username, liveId, name }, deadlineAt),
    handle: async ({ live_id: liveId, name }, { user, deadlineAt }, seen) => {
      if (!roles.includes(user.role)) throw new Failure('NOT_ALLOWED', { refusal: roleMayNotCreate });
      const room = await reserve({ creator: user.username, liveId, name }, seen, deadlineAt);
      if (room.state === 'CREATING') {
        await createAtRongCloud({ upstream, chatrooms }, room, deadlineAt);
        const isActive = await chatrooms.activate(room.chatroomId, deadlineAt);
        if (!isActive)
          throw new Failure('UNAVAILABLE', { retryAfterSeconds, log: { fault: 'create given up' } });
      }
      return { id: room.chatroomId };
    },
  };
});

export const handler = await onLambda(createHandler);
