import { readSetting, settings } from './contract/settings.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { endpoint, onLambda } from './http/endpoint.ts';
import { wallClockTime } from './platform/wall-clock-time.ts';
import { livingChatroom } from './rooms/require-active.ts';

/** Looks a room up in our own table: RongCloud forgets names and idle rooms, we do not. */
export const create = endpoint('chatroom-query', (runtime) => {
  const findChatroom = chatroomReader(runtime);
  const shown = wallClockTime(readSetting(runtime.environment, settings.timeZone));
  return {
    read: ({ id }, { deadlineAt }) => findChatroom(id, deadlineAt),
    answer: async (_parameters, _call, room) => {
      const { chatroomId, name, createdAt } = livingChatroom(room);
      return { item: { chatroom_id: chatroomId, name, time: shown(createdAt) } };
    },
  };
});

export const handler = await onLambda(create);
