import * as z from 'zod/mini';
import { login, moderationFailures, reason, replyTime, ret } from './endpoint-row.ts';
import { notAModerator } from './moderation.ts';
import { chatroomId, credentials, type Parameter, wholeNumber } from './parameters.ts';

/** RongCloud's limit for a mute and a block: 30 days. */
const maxSanctionMinutes = 43_200;

export const isProtected = {
  name: 'protected-user',
  reason: {
    en: 'The creator of a chatroom, its assistants and admins cannot be muted or kicked.',
    zh: '不能禁言或移出聊天室的创建者、助教和管理员。',
  },
} as const;

const target = { ...credentials.username, example: 'student1' } as const satisfies Parameter;

const minutes = { ...wholeNumber(0, maxSanctionMinutes), example: '10' } as const satisfies Parameter;

/** The common part of the rows of chatroom_mute and chatroom_kick. */
export const sanctionRow = {
  methods: ['POST'],
  throttle: 'changes',
  parameters: { id: chatroomId, user: target, minutes },
  reply: z.object({ until: z.nullable(replyTime), reason, ret }),
  example: {
    call: { username: 'teacher1', id: '2' },
    reply: { until: '2016-05-17T10:55:07.779' },
  },
  failures: ['USER_NOT_FOUND', ...moderationFailures],
  refusals: [notAModerator, isProtected],
  access: { ...login, chatrooms: ['GetItem', 'UpdateItem'], sanctions: ['UpdateItem'], rongCloud: true },
  settings: ['timeZone'],
} as const;
