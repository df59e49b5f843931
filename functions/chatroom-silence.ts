import { chatroomSilence } from './contract/endpoints/chatroom-silence.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { changeControls } from './rooms/change-controls.ts';
import { carryOut, sendSilence } from './rooms/controls.ts';
import { requireModerator, speakerFinder, speakersOf } from './rooms/moderators.ts';
import { roomContext } from './rooms/room-context.ts';

/** Silences a room, or ends the silence: first in its row, which a recreated room is restored from. */
export const createHandler = endpoint(chatroomSilence, (deps) => {
  const context = roomContext(deps);
  const { upstream, chatrooms } = context;
  const findSpeakers = speakerFinder(deps);
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ silent: isSilent, speakers: named = [] }, { user, deadlineAt }, found) => {
      const room = requireModerator(found, user);
      const speakers = isSilent ? await findSpeakers(room.chatroomId, named, deadlineAt) : [];
      const row = await changeControls(context, room, () => ({ isSilent, speakers }), deadlineAt);
      await carryOut(context, row, () => sendSilence(upstream, row, deadlineAt), deadlineAt);
      return { silent: isSilent, speakers: speakersOf(row).map(({ username }) => username) };
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
