import * as z from 'zod/mini';
import { type EndpointRow, login, moderationFailures, reason, ret } from '../endpoint-row.ts';
import { maxAssistants, usernames } from '../moderation.ts';
import { chatroomId, type Parameter } from '../parameters.ts';

export const mayNotAppoint = {
  name: 'not-appointer',
  reason: {
    en: 'Only the creator of a chatroom or an admin may appoint its assistants.',
    zh: '只有聊天室的创建者或管理员可以指定助教。',
  },
} as const;

const assistants = {
  ...usernames(maxAssistants),
  example: 'student1',
  mayBeEmpty: true,
} as const satisfies Parameter;

export const chatroomAssistants = {
  name: 'chatroom-assistants',
  path: '/im/chatroom_assistants',
  methods: ['POST'],
  throttle: 'changes',
  summary: { en: 'Appoint the assistants of a chatroom', zh: '指定聊天室的助教' },
  description: {
    en: 'Assistants may moderate and always speak. Each call replaces the whole list; an empty list dismisses all assistants. For the creator and admins.',
    zh: '助教可以管理聊天室，并始终可以发言。每次调用都须给出全部助教；空列表表示取消所有助教。仅限创建者和管理员。',
  },
  parameters: { id: chatroomId, assistants },
  reply: z.object({ assistants: z.array(z.string()), reason, ret }),
  example: { call: { username: 'teacher1', id: '2' }, reply: { assistants: ['student1'] } },
  failures: ['USER_NOT_FOUND', ...moderationFailures],
  refusals: [mayNotAppoint],
  access: { ...login, chatrooms: ['GetItem', 'UpdateItem'], rongCloud: true },
  settings: [],
} as const satisfies EndpointRow;
