import * as z from 'zod/mini';
import { type EndpointRow, login, reason, replyChatroomId, replyTime, ret } from '../endpoint-row.ts';
import { chatroomId } from '../parameters.ts';

export const chatroomQuery = {
  name: 'chatroom-query',
  path: '/im/chatroom_query',
  methods: ['GET', 'POST'],
  throttle: 'arrivals',
  summary: { en: 'Look a chatroom up', zh: '查询聊天室' },
  description: {
    en: 'Read from our own table, so it also works while RongCloud lacks the chatroom.',
    zh: '由本服务自己的数据表返回，即使融云暂时没有该聊天室也能查询。',
  },
  parameters: { id: chatroomId },
  reply: z.object({
    item: z.object({ chatroom_id: replyChatroomId, name: z.string(), time: replyTime }),
    reason,
    ret,
  }),
  example: {
    call: { username: 'teacher1' },
    reply: { item: { chatroom_id: 7, name: 'room1', time: '2016-05-17T10:45:07.779' } },
  },
  failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED'],
  refusals: [],
  access: { ...login, chatrooms: ['GetItem'] },
  settings: ['timeZone'],
} as const satisfies EndpointRow;
