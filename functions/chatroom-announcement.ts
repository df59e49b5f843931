import { chatroomAnnouncement } from './contract/endpoints/chatroom-announcement.ts';
import { readSetting, settings } from './contract/settings.ts';
import { wallClockTime } from './contract/wall-clock-time.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { requireActive } from './rooms/require-room.ts';

/** Looks up the announcement of a room in its row. */
export const createHandler = endpoint(chatroomAnnouncement, (deps) => {
  const findChatroom = chatroomReader(deps);
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    prefetch: ({ id }, { deadlineAt }) => findChatroom(id, deadlineAt),
    handle: async (_parameters, _call, found) => {
      const { announcement } = requireActive(found);
      if (announcement === undefined || announcement.text === '') return { text: '', time: null, by: null };
      const { text, at, by } = announcement;
      return { text, time: shown(at), by };
    },
  };
});

export const handler = await onLambda(createHandler);
