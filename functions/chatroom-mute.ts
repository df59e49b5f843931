import { chatroomMute } from './contract/endpoints/chatroom-mute.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { sanctionOperation } from './rooms/set-sanction.ts';

export const createHandler = endpoint(chatroomMute, (deps) => sanctionOperation(deps, 'mutedUntil'));

export const handler = await onLambda(createHandler, undiciDeps);
