import { chatroomSilence } from './contract/endpoints/chatroom-silence.ts';
import { accountReader } from './dynamodb/accounts.ts';
import type { Chatroom } from './dynamodb/chatroom.ts';
import { ChatroomStore } from './dynamodb/chatrooms.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { changeControls } from './rooms/change-controls.ts';
import { bringSilence, carryOut } from './rooms/controls.ts';
import { findParticipants, requireFewSpeakers, requireModerator, speakersOf } from './rooms/moderators.ts';
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
      const silenced = (current: Chatroom) => {
        requireFewSpeakers({ ...current, isSilent, speakers }, 'speakers');
        return { isSilent, speakers };
      };
      const row = await changeControls(context, room, 'setSilence', silenced, deadlineAt);
      await carryOut(context, row, () => bringSilence(upstream, row, deadlineAt), deadlineAt);
      return { silent: isSilent, speakers: isSilent ? speakersOf(row).map(({ username }) => username) : [] };
    },
  };
});

export const handler = await onLambda(createHandler);
