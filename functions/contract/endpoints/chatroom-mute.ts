import * as z from 'zod/mini';
import { type EndpointRow, login, moderationFailures, reason, replyTime, ret } from '../endpoint-row.ts';
import { changes } from '../limits.ts';
import { isProtected, notAModerator, sanctionMinutes, target } from '../moderation.ts';
import { chatroomId } from '../parameters.ts';

export const chatroomMute = {
  name: 'chatroom-mute',
  path: '/im/chatroom_mute',
  methods: ['POST'],
  throttle: changes,
  summary: { en: 'Mute a user in a chatroom', zh: '在聊天室中禁言某个用户' },
  description: {
    en: 'minutes=0 lifts the mute; until is then null. It outlasts a chatroom that RongCloud drops.',
    zh: 'minutes=0 解除禁言，此时 until 为 null。即使融云销毁了聊天室，禁言仍然保留。',
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
