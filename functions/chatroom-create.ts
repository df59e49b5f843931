import { chatroomCreate, roleMayNotCreate } from './contract/endpoints/chatroom-create.ts';
import { Failure } from './contract/failure.ts';
import { readSetting, settings } from './contract/settings.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { createContext, createOnce, readBeforeCreate } from './rooms/idempotent-create.ts';

/** Creates a chatroom: first its id and the idempotency record, then the room at RongCloud, then its row. */
export const createHandler = endpoint(chatroomCreate, (deps) => {
  const context = createContext(deps);
  const roles = readSetting(deps.environment, settings.createRoles);
  return {
    warmUp: context.upstream.warmUp,
    prefetch: ({ live_id: liveId, name }, { username, deadlineAt }) =>
      readBeforeCreate(context, { creator: username, liveId, name }, deadlineAt),
    handle: async ({ live_id: liveId, name }, { user, deadlineAt }, seen) => {
      if (!roles.includes(user.role)) throw new Failure('NOT_ALLOWED', { refusal: roleMayNotCreate });
      const creation = { creator: user.username, creatorId: user.rongCloudUserId, liveId, name };
      return { id: await createOnce(context, creation, seen, deadlineAt) };
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
