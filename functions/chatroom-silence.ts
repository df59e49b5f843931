import { chatroomSilence } from './contract/endpoints/chatroom-silence.ts';
import { Failure } from './contract/failure.ts';
import { maxSpeakers, usernames } from './contract/moderation.ts';
import { accountReader } from './dynamodb/accounts.ts';
import { chatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { bringSilence, carryOut } from './rooms/controls.ts';
import { findParticipants, requireModerator, speakersOf } from './rooms/moderators.ts';
import { requireChanged } from './rooms/require-room.ts';
import { appCredentials } from './secrets/app-credentials.ts';

/** Silences a room, or ends the silence: first in its row, which a recreated room is restored from. */
export const createHandler = endpoint(chatroomSilence, (deps) => {
  const upstream = rongCloud(deps, appCredentials(deps));
  const chatrooms = chatroomStore(deps);
  const accounts = accountReader(deps);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ id, silent: isSilent, speakers: named = [] }, { user, deadlineAt }, found) => {
      const room = requireModerator(found, user);
      const speakers = isSilent ? await findParticipants(accounts, named, deadlineAt) : [];
      const changed = { ...room, isSilent, speakers };
      const all = speakersOf(changed);
      if (all.length > maxSpeakers) {
        const { rule } = usernames(maxSpeakers);
        throw new Failure('INVALID_PARAMETER', { parameter: 'speakers', fault: 'invalid', rule });
      }
      await requireChanged(chatrooms.change(id, 'setSilence', { isSilent, speakers }, deadlineAt));
      await carryOut({ chatrooms }, room, () => bringSilence(upstream, changed, deadlineAt), deadlineAt);
      return { silent: isSilent, speakers: isSilent ? all.map(({ username }) => username) : [] };
    },
  };
});

export const handler = await onLambda(createHandler);
