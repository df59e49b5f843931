import { chatroomSilence } from './contract/endpoints/chatroom-silence.ts';
import { Failure } from './contract/failure.ts';
import { maxSpeakers, usernames } from './contract/moderation.ts';
import { accountReader } from './dynamodb/accounts.ts';
import { ChatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { changeControls } from './rooms/change-controls.ts';
import { bringSilence, carryOut } from './rooms/controls.ts';
import { findParticipants, requireModerator, speakersOf } from './rooms/moderators.ts';
import { appCredentials } from './secrets/app-credentials.ts';

/** Silences a room, or ends the silence: first in its row, which a recreated room is restored from. */
export const createHandler = endpoint(chatroomSilence, (deps) => {
  const upstream = rongCloud(deps, appCredentials(deps));
  const chatrooms = new ChatroomStore(deps);
  const accounts = accountReader(deps);
  const context = { ...deps, chatrooms };
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
