import * as z from 'zod/mini';
import { type EndpointRow, login, reason, replyTime, ret } from '../endpoint-row.ts';
import { chatroomId } from '../parameters.ts';

export const chatroomAnnouncement = {
  name: 'chatroom-announcement',
  path: '/im/chatroom_announcement',
  methods: ['GET', 'POST'],
  throttle: 'arrivals',
  summary: { en: 'Get the announcement of a chatroom', zh: '获取聊天室公告' },
  description: {
    en: 'For users who join later. Without an announcement, text is empty, and time and by are null.',
    zh: '供公告发布后加入的用户查询。没有公告时 text 为空，time 与 by 为 null。',
  },
  parameters: { id: chatroomId },
  reply: z.object({
    text: z.string(),
    time: z.nullable(replyTime),
    by: z.nullable(z.string()),
    reason,
    ret,
  }),
  example: {
    call: { id: '2' },
    reply: { text: 'Class begins at ten.', time: '2016-05-17T10:45:07.779', by: 'teacher1' },
  },
  failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED'],
  refusals: [],
  access: { ...login, chatrooms: ['GetItem'] },
  settings: ['timeZone'],
} as const satisfies EndpointRow;
