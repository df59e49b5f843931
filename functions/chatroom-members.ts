import { chatroomMembers } from './contract/endpoints/chatroom-members.ts';
import { readSetting, settings } from './contract/settings.ts';
import { wallClockTime } from './contract/wall-clock-time.ts';
import { accountReader } from './dynamodb/users.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { listMembers } from './rongcloud/chatroom-members.ts';
import { memberCount } from './rooms/member-count.ts';
import { requireModerator } from './rooms/moderators.ts';
import { requireActive } from './rooms/require-room.ts';
import { roomContext } from './rooms/room-context.ts';

const defaultLimit = 100;

/** Counts a room's members for any user, and lists them for moderators. It does not recreate a missing room. */
export const createHandler = endpoint(chatroomMembers, (deps) => {
  const context = roomContext(deps);
  const accounts = accountReader(deps);
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
      const query = { chatroomId: room.chatroomId, count: limit, from };
      const { total, users } = await listMembers(upstream, query, deadlineAt);
      // Users of the App Key without an account here, such as another server's, are counted and not listed.
      const members = await accounts.named(users, deadlineAt);
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
