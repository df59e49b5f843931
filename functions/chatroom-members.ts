import { chatroomMembers } from './contract/endpoints/chatroom-members.ts';
import { readSetting, settings } from './contract/settings.ts';
import { wallClockTime } from './contract/wall-clock-time.ts';
import { accountReader } from './dynamodb/users.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { listRoomMembers, memberCount } from './rooms/members.ts';
import { requireModerator } from './rooms/moderators.ts';
import { requireActive } from './rooms/require-room.ts';
import { roomContext } from './rooms/room-context.ts';

const defaultLimit = 100;

/** Counts a room's members for any user, and lists them for moderators. It does not recreate a missing room. */
export const createHandler = endpoint(chatroomMembers, (deps) => {
  const context = { ...roomContext(deps), accounts: accountReader(deps) };
  const { upstream, chatrooms } = context;
  const shown = wallClockTime(readSetting(deps.environment, settings.timeZone));
  return {
    warmUp: upstream.warmUp,
    prefetch: ({ id }, { deadlineAt }) => chatrooms.find(id, deadlineAt),
    handle: async ({ limit = defaultLimit, from = 'first' }, { user, deadlineAt }, found) => {
      if (limit === 0) {
        const { count, ageMs } = await memberCount(context, requireActive(found), deadlineAt);
        return { age_ms: ageMs, count, members: [], more: count > 0 };
      }
      const room = requireModerator(found, user);
      const { total, members } = await listRoomMembers(context, room, { limit, from }, deadlineAt);
      return {
        age_ms: 0,
        count: total,
        members: members.map(({ username, joinedAt }) => ({
          username,
          time: joinedAt === undefined ? null : shown(joinedAt),
        })),
        more: total > members.length,
      };
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
