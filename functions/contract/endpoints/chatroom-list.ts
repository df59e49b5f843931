import * as z from 'zod/mini';
import { type EndpointRow, login, reason, replyChatroomId, replyTime, ret } from '../endpoint-row.ts';
import { chatroomId, liveId, type Parameter, wholeNumber } from '../parameters.ts';

const after = { ...chatroomId, example: '6', isOptional: true } as const satisfies Parameter;
const limit = { ...wholeNumber(1, 100), example: '20', isOptional: true } as const satisfies Parameter;

const item = z.object({ chatroom_id: replyChatroomId, name: z.string(), time: replyTime });

export const chatroomList = {
  name: 'chatroom-list',
  path: '/im/chatroom_list',
  methods: ['GET', 'POST'],
  throttle: 'arrivals',
  summary: { en: 'List the chatrooms of a live course', zh: '列出直播课程的聊天室' },
  description: {
    en: 'Returns active chatrooms only, the newest last, 20 by default. Pass next as after to get the next page; next is null on the last page.',
    zh: '仅返回可用的聊天室，最新的排在最后；默认每页 20 个。将 next 作为 after 传入可获取下一页；没有更多时 next 为 null。',
  },
  parameters: { live_id: liveId, after, limit },
  reply: z.object({ items: z.array(item), next: z.nullable(replyChatroomId), reason, ret }),
  example: {
    call: {},
    reply: { items: [{ chatroom_id: 7, name: 'room7', time: '2016-05-17T10:45:07.779' }], next: null },
  },
  failures: [],
  refusals: [],
  access: { ...login, chatrooms: ['Query course'] },
  settings: ['timeZone'],
} as const satisfies EndpointRow;
