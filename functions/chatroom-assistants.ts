import { chatroomAssistants, mayNotAppoint } from './contract/endpoints/chatroom-assistants.ts';
import { Failure } from './contract/failure.ts';
import { accountReader } from './dynamodb/users.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { changeControls } from './rooms/change-controls.ts';
import { carryOut, sendSilence } from './rooms/controls.ts';
import { findParticipants, isOwner } from './rooms/moderators.ts';
import { requireActive } from './rooms/require-room.ts';
import { roomContext } from './rooms/room-context.ts';

/** Appoints a room's assistants; in a silenced room they may write at once. */
export const createHandler = endpoint(chatroomAssistants, (deps) => {
  const context = roomContext(deps);
  const { upstream, chatrooms } = context;
  const accounts = accountReader(deps);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ assistants: named }, { user, deadlineAt }, found) => {
      const room = requireActive(found);
      if (!isOwner(room, user)) throw new Failure('NOT_ALLOWED', { refusal: mayNotAppoint });
      const assistants = await findParticipants(accounts, named, deadlineAt);
      const row = await changeControls(context, room, () => ({ assistants }), deadlineAt);
      if (row.isSilent) {
        await carryOut(context, row, () => sendSilence(upstream, row, deadlineAt), deadlineAt);
      }
      return { assistants: assistants.map(({ username }) => username) };
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
