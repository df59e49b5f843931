import { chatroomSilence } from './contract/endpoints/chatroom-silence.ts';
import { Failure } from './contract/failure.ts';
import { maxSpeakers, usernames } from './contract/moderation.ts';
import { accountReader } from './dynamodb/accounts.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { changeControls } from './rooms/change-controls.ts';
import { bringSilence, carryOut } from './rooms/controls.ts';
import { findParticipants, requireModerator, speakersOf } from './rooms/moderators.ts';
import { roomContext } from './rooms/room-context.ts';

/** Silences a room, or ends the silence: first in its row, which a recreated room is restored from. */
export const createHandler = endpoint(chatroomSilence, (deps) => {
  const context = roomContext(deps);
  const { upstream, chatrooms } = context;
  const accounts = accountReader(deps);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ silent: isSilent, speakers: named = [] }, { user, deadlineAt }, found) => {
      const room = requireModerator(found, user);
      const speakers = isSilent ? await findParticipants(accounts, named, deadlineAt) : [];
      const all = speakersOf({ ...room, speakers });
      if (all.length > maxSpeakers) {
        const { rule } = usernames(maxSpeakers);
        throw new Failure('INVALID_PARAMETER', { parameter: 'speakers', fault: 'invalid', rule });
      }
      const silence = { isSilent, speakers };
      const row = await changeControls(context, room, 'setSilence', silence, deadlineAt);
      const bring = () => bringSilence(upstream, { ...row, ...silence }, deadlineAt);
      await carryOut(context, row, bring, deadlineAt);
      return { silent: isSilent, speakers: isSilent ? all.map(({ username }) => username) : [] };
    },
  };
});

export const handler = await onLambda(createHandler);
