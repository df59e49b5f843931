import * as z from 'zod/mini';
import { type EndpointRow, login, reason, ret, upstreamFailures } from '../endpoint-row.ts';
import { joinConcurrency } from '../limits.ts';
import { chatroomId } from '../parameters.ts';

export const isKeptOut = {
  name: 'kept-out',
  reason: {
    en: 'A moderator has removed you from this chatroom for a while.',
    zh: '您已被管理者移出该聊天室，暂时不能加入。',
  },
} as const;

export const chatroomJoin = {
  name: 'chatroom-join',
  path: '/im/chatroom_join',
  methods: ['GET', 'POST'],
  throttle: 'arrivals',
  reservedConcurrency: joinConcurrency,
  summary: { en: 'Join a chatroom', zh: '加入聊天室' },
  description: {
    en: 'Makes sure that RongCloud has the chatroom: RongCloud destroys idle chatrooms, and a join recreates such a chatroom under the same id.',
    zh: '确保聊天室可用：融云会自动销毁闲置的聊天室，加入时会以相同的 id 重新创建。',
  },
  parameters: { id: chatroomId },
  reply: z.object({ reason, ret }),
  example: { call: {}, reply: {} },
  failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED', ...upstreamFailures],
  refusals: [isKeptOut],
  access: {
    ...login,
    chatrooms: ['GetItem', 'UpdateItem'],
    sanctions: ['GetItem', 'Query'],
    rongCloud: true,
  },
  settings: ['serverJoin'],
} as const satisfies EndpointRow;
