import { chatroomKick } from './contract/endpoints/chatroom-kick.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { sanctionOperation } from './rooms/set-sanction.ts';

export const createHandler = endpoint(chatroomKick, (deps) => sanctionOperation(deps, 'blockedUntil'));

export const handler = await onLambda(createHandler, undiciDeps);
