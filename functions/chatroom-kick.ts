import { chatroomKick } from './contract/endpoints/chatroom-kick.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { sanctionOperation } from './rooms/set-sanction.ts';
import { appCredentials } from './secrets/app-credentials.ts';

export const createHandler = endpoint(chatroomKick, (deps) =>
  sanctionOperation(deps, rongCloud(deps, appCredentials(deps)), 'blockedUntil'),
);

export const handler = await onLambda(createHandler);
