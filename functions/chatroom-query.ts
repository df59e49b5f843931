import { chatroomQuery } from './contract/endpoints/chatroom-query.ts';
import { readSetting, settings } from './contract/settings.ts';
import { wallClockTime } from './contract/wall-clock-time.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { requireActive } from './rooms/require-room.ts';

/** Looks a room up in our own table, because RongCloud forgets names and idle rooms. */
export const createHandler = endpoint(chatroomQuery, (deps) => {
  const findChatroom = chatroomReader(deps);
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    prefetch: ({ id }, { deadlineAt }) => findChatroom(id, deadlineAt),
    handle: async (_parameters, _call, room) => {
      const { chatroomId, name, createdAt } = requireActive(room);
      return { item: { chatroom_id: chatroomId, name, time: shown(createdAt) } };
    },
  };
});

export const handler = await onLambda(createHandler);
