import { chatroomMute } from './contract/endpoints/chatroom-mute.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { sanctionOperation } from './rooms/set-sanction.ts';
import { appCredentials } from './secrets/app-credentials.ts';

export const createHandler = endpoint(chatroomMute, (deps) =>
  sanctionOperation(deps, rongCloud(deps, appCredentials(deps)), 'mutedUntil'),
);

export const handler = await onLambda(createHandler);
