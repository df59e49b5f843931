import * as z from 'zod/mini';
import { type EndpointRow, login, reason, ret, upstreamFailures } from '../endpoint-row.ts';
import { chatroomId } from '../parameters.ts';

export const notTheCreator = {
  name: 'not-creator',
  reason: {
    en: 'Only the creator of a chatroom or an admin may destroy it.',
    zh: '只有聊天室的创建者或管理员可以销毁它。',
  },
} as const;

export const chatroomDestroy = {
  name: 'chatroom-destroy',
  path: '/im/chatroom_destroy',
  methods: ['GET', 'POST'],
  throttle: 'changes',
  summary: { en: 'Destroy a chatroom', zh: '销毁聊天室' },
  description: {
    en: 'Only the creator of the chatroom or an admin may destroy it. A destroyed chatroom cannot be restored. Repeating the call succeeds.',
    zh: '只有聊天室的创建者或管理员可以销毁。销毁后不可恢复；重复销毁视为成功。',
  },
  parameters: { id: chatroomId },
  reply: z.object({ reason, ret }),
  example: { call: { username: 'teacher1', id: '1' }, reply: {} },
  failures: ['CHATROOM_NOT_FOUND', ...upstreamFailures],
  refusals: [notTheCreator],
  access: { ...login, chatrooms: ['GetItem', 'UpdateItem'], rongCloud: true },
  settings: [],
} as const satisfies EndpointRow;
