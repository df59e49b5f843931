import { endpoint, onLambda } from './shared/endpoint.ts';
import { livingChatroom } from './shared/rooms/living-chatroom.ts';
import { readSetting, settings } from './shared/settings.ts';
import { chatroomReader } from './shared/store/chatroom-reader.ts';
import { wallClockTime } from './shared/wall-clock-time.ts';

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
