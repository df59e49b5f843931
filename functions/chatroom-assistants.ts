import { chatroomAssistants, mayNotAppoint } from './contract/endpoints/chatroom-assistants.ts';
import { Failure } from './contract/failure.ts';
import { maxAssistants, maxSpeakers, usernames } from './contract/moderation.ts';
import { accountReader } from './dynamodb/accounts.ts';
import { chatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { bringSilence, carryOut } from './rooms/controls.ts';
import { findParticipants, isOwner, speakersOf } from './rooms/moderators.ts';
import { requireActive, requireChanged } from './rooms/require-room.ts';
import { appCredentials } from './secrets/app-credentials.ts';

/** Appoints a room's assistants; in a silenced room they may write at once. */
export const createHandler = endpoint(chatroomAssistants, (deps) => {
  const upstream = rongCloud(deps, appCredentials(deps));
  const chatrooms = chatroomStore(deps);
  const accounts = accountReader(deps);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ id, assistants: named }, { user, deadlineAt }, found) => {
      const room = requireActive(found);
      if (!isOwner(room, user)) throw new Failure('NOT_ALLOWED', { refusal: mayNotAppoint });
      const assistants = await findParticipants(accounts, named, deadlineAt);
      const changed = { ...room, assistants };
      if (room.isSilent && speakersOf(changed).length > maxSpeakers) {
        const { rule } = usernames(maxAssistants);
        throw new Failure('INVALID_PARAMETER', { parameter: 'assistants', fault: 'invalid', rule });
      }
      await requireChanged(chatrooms.change(id, 'setAssistants', { assistants }, deadlineAt));
      if (room.isSilent) {
        await carryOut({ chatrooms }, room, () => bringSilence(upstream, changed, deadlineAt), deadlineAt);
      }
      return { assistants: assistants.map(({ username }) => username) };
    },
  };
});

export const handler = await onLambda(createHandler);
