import * as z from 'zod/mini';
import { type EndpointRow, login, reason, replyTime, ret, upstreamFailures } from '../endpoint-row.ts';
import { notAModerator } from '../moderation.ts';
import { chatroomId, type Parameter, wholeNumber } from '../parameters.ts';

/** RongCloud lists only the first or the last 500 members and has no pages. */
const limit = { ...wholeNumber(0, 500), example: '0', isOptional: true } as const satisfies Parameter;

const from = {
  schema: z.enum(['first', 'last']),
  limits: { type: 'string', enum: ['first', 'last'] },
  rule: { en: 'first or last', zh: 'first 或 last' },
  example: 'first',
  isOptional: true,
} as const satisfies Parameter;

const member = z.object({ username: z.string(), time: z.nullable(replyTime) });

export const chatroomMembers = {
  name: 'chatroom-members',
  path: '/im/chatroom_members',
  methods: ['GET', 'POST'],
  throttle: 'polls',
  summary: { en: 'Count and list the members of a chatroom', zh: '查询聊天室的人数与成员' },
  description: {
    en: 'RongCloud provides the count. age_ms is its age, a few seconds at most while RongCloud replies. limit=0 returns only the count, for any user. The list (100 members by default) is for moderators. more is true if there are members that RongCloud does not return.',
    zh: '人数由融云提供，age_ms 为其时效（毫秒），融云正常时不超过几秒。limit=0 仅返回人数，任何用户可用；成员列表（默认 100 人）仅限管理者。more 表示还有融云未返回的成员。',
  },
  parameters: { id: chatroomId, limit, from },
  reply: z.object({
    age_ms: z.int(),
    count: z.int(),
    members: z.array(member),
    more: z.boolean(),
    reason,
    ret,
  }),
  example: {
    call: { username: 'teacher1', id: '2' },
    reply: {
      age_ms: 0,
      count: 1234,
      members: [{ username: 'student1', time: '2016-05-17T10:45:07.000' }],
      more: true,
    },
  },
  failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED', ...upstreamFailures],
  refusals: [notAModerator],
  access: {
    ...login,
    users: [...login.users, 'Query rongCloudId'],
    chatrooms: ['GetItem', 'UpdateItem'],
    rongCloud: true,
  },
  settings: ['timeZone'],
} as const satisfies EndpointRow;
