import { chatroomKick } from './contract/endpoints/chatroom-kick.ts';
import { endpoint, onLambda } from './http/endpoint.ts';
import { sanctionOperation } from './rooms/set-sanction.ts';

export const createHandler = endpoint(chatroomKick, (deps) => sanctionOperation(deps, 'blockedUntil'));

export const handler = await onLambda(createHandler);
