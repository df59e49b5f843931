import { chatroomCreate, roleMayNotCreate } from './contract/endpoints/chatroom-create.ts';
import { Failure } from './contract/failure.ts';
import { readSetting, settings } from './contract/settings.ts';
import { ChatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { createContext, createOnce, readBeforeCreate } from './rooms/idempotent-create.ts';
import { appCredentials } from './secrets/app-credentials.ts';

/** Creates a chatroom: first its id and the idempotency record, then the room at RongCloud, then its row. */
export const createHandler = endpoint(chatroomCreate, (deps) => {
  const upstream = rongCloud(deps, appCredentials(deps));
  const context = createContext(deps, { ...deps, upstream, chatrooms: new ChatroomStore(deps) });
  const roles = readSetting(deps.environment, settings.createRoles);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ live_id: liveId, name }, { username, deadlineAt }) =>
      readBeforeCreate(context, { creator: username, liveId, name }, deadlineAt),
    handle: async ({ live_id: liveId, name }, { user, deadlineAt }, seen) => {
      if (!roles.includes(user.role)) throw new Failure('NOT_ALLOWED', { refusal: roleMayNotCreate });
      const creation = { creator: user.username, creatorId: user.rongCloudUserId, liveId, name };
      return { id: await createOnce(context, creation, seen, deadlineAt) };
    },
  };
});

export const handler = await onLambda(createHandler);
