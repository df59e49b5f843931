import { roomAttendance } from './attendance/room-attendance.ts';
import { chatroomAttendance } from './contract/endpoints/chatroom-attendance.ts';
import { readSetting, settings } from './contract/settings.ts';
import { wallClockTime } from './contract/wall-clock-time.ts';
import { attendanceReader } from './dynamodb/attendance.ts';
import { chatroomReader } from './dynamodb/chatroom-reader.ts';
import { accountReader } from './dynamodb/users.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { requireModeratorOf } from './rooms/moderators.ts';
import { requireRoom } from './rooms/require-room.ts';

const defaultLimit = 100;

/** Lists who was in a room, by the events that RongCloud sent. */
export const createHandler = endpoint(chatroomAttendance, (deps) => {
  const findChatroom = chatroomReader(deps);
  const context = { ...deps, attendance: attendanceReader(deps), accounts: accountReader(deps) };
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    prefetch: ({ id }, { deadlineAt }) => findChatroom(id, deadlineAt),
    handle: async ({ after, limit = defaultLimit }, { user, deadlineAt }, found) => {
      const room = requireModeratorOf(requireRoom(found), user);
      const { users, next, isComplete } = await roomAttendance(context, room, { after, limit }, deadlineAt);
      return {
        complete: isComplete,
        items: users.map(({ username, first, last, seconds, visits, isPresent }) => ({
          username,
          first: shown(first),
          last: shown(last),
          seconds,
          visits,
          present: isPresent,
        })),
        next: next ?? null,
      };
    },
  };
});

export const handler = await onLambda(createHandler);
