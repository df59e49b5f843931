import * as z from 'zod/mini';
import { type EndpointRow, login, moderationFailures, reason, ret } from '../endpoint-row.ts';
import { maxSpeakers, notAModerator, usernames } from '../moderation.ts';
import { chatroomId, type Parameter } from '../parameters.ts';

const silent = {
  schema: z.pipe(
    z.enum(['0', '1']),
    z.transform((text) => text === '1'),
  ),
  limits: { type: 'string', enum: ['0', '1'] },
  rule: { en: '0 or 1', zh: '0 或 1' },
  example: '1',
  isSwitch: true,
} as const satisfies Parameter;

const speakers = {
  ...usernames(maxSpeakers),
  example: 'student1',
  isOptional: true,
} as const satisfies Parameter;

export const chatroomSilence = {
  name: 'chatroom-silence',
  path: '/im/chatroom_silence',
  methods: ['POST'],
  throttle: 'changes',
  summary: { en: 'Mute everybody in a chatroom, or lift it', zh: '开启或关闭聊天室全体禁言' },
  description: {
    en: 'While silent is 1, only the speakers may write: the creator, the assistants and the given users, at most 20 in all. Each call replaces the list of given users; muted and kicked users are left out. The setting survives if RongCloud drops the chatroom.',
    zh: 'silent 为 1 时，只有发言人可以发言：创建者、助教和指定的用户，合计不超过 20 人。每次调用都须给出全部其他发言人；被禁言或被移出的用户不计入。即使融云销毁了聊天室，此设置仍然保留。',
  },
  parameters: { id: chatroomId, silent, speakers },
  reply: z.object({ silent: z.boolean(), speakers: z.array(z.string()), reason, ret }),
  example: {
    call: { username: 'teacher1', id: '2' },
    reply: { silent: true, speakers: ['teacher1'] },
  },
  failures: ['USER_NOT_FOUND', ...moderationFailures],
  refusals: [notAModerator],
  access: { ...login, chatrooms: ['GetItem', 'UpdateItem'], sanctions: ['GetItem'], rongCloud: true },
  settings: [],
} as const satisfies EndpointRow;
