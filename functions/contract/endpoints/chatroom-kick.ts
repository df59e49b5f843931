import * as z from 'zod/mini';
import { type EndpointRow, login, moderationFailures, reason, replyTime, ret } from '../endpoint-row.ts';
import { changes } from '../limits.ts';
import { isProtected, notAModerator, sanctionMinutes, target } from '../moderation.ts';
import { chatroomId } from '../parameters.ts';

export const chatroomKick = {
  name: 'chatroom-kick',
  path: '/im/chatroom_kick',
  methods: ['POST'],
  throttle: changes,
  summary: { en: 'Remove a user from a chatroom and keep them out', zh: '将用户移出聊天室并禁止再次加入' },
  description: {
    en: 'The user is muted too, and chatroom_join refuses them. minutes=0 lets the user back in; until is then null. It outlasts a chatroom that RongCloud drops.',
    zh: '该用户同时被禁言，chatroom_join 会拒绝其加入。minutes=0 允许重新加入，此时 until 为 null。即使融云销毁了聊天室，此限制仍然保留。',
  },
  parameters: { id: chatroomId, user: target, minutes: sanctionMinutes },
  reply: z.object({ until: z.nullable(replyTime), reason, ret }),
  example: {
    call: { username: 'teacher1', id: '2' },
    reply: { until: '2016-05-17T10:55:07.779' },
  },
  failures: ['USER_NOT_FOUND', ...moderationFailures],
  refusals: [notAModerator, isProtected],
  access: {
    ...login,
    chatrooms: ['GetItem', 'UpdateItem'],
    sanctions: ['UpdateItem'],
    rongCloud: true,
  },
  settings: ['timeZone'],
} as const satisfies EndpointRow;
