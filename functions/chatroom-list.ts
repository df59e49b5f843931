import { chatroomList } from './contract/endpoints/chatroom-list.ts';
import { readSetting, settings } from './contract/settings.ts';
import { wallClockTime } from './contract/wall-clock-time.ts';
import { courseRooms } from './dynamodb/course-rooms.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';

const defaultLimit = 20;

/** Lists a course's active rooms, from the index of our own table. */
export const createHandler = endpoint(chatroomList, (deps) => {
  const listRooms = courseRooms(deps);
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    prefetch: ({ live_id: liveId, after = 0, limit = defaultLimit }, { deadlineAt }) =>
      // One more, to know whether others follow.
      listRooms(liveId, after, limit + 1, deadlineAt),
    handle: async ({ limit = defaultLimit }, _call, found) => {
      const page = found.slice(0, limit);
      const items = page.map(({ chatroomId, name, createdAt }) => ({
        chatroom_id: chatroomId,
        name,
        time: shown(createdAt),
      }));
      return { items, next: found.length > limit ? (page.at(-1)?.chatroomId ?? null) : null };
    },
  };
});

export const handler = await onLambda(createHandler);
