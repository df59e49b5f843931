import type { EndpointRow } from '../endpoint-row.ts';
import { sanctionRow } from '../sanction-row.ts';

export const chatroomKick = {
  ...sanctionRow,
  name: 'chatroom-kick',
  path: '/im/chatroom_kick',
  summary: { en: 'Remove a user from a chatroom and keep them out', zh: '将用户移出聊天室并禁止再次加入' },
  description: {
    en: 'The user is also muted as by chatroom_mute, and chatroom_join refuses them. minutes=0 lets the user back in, and until is null. The block survives if RongCloud drops the chatroom.',
    zh: '该用户同时被禁言（同 chatroom_mute），chatroom_join 会拒绝其加入。minutes=0 允许重新加入，此时 until 为 null。即使融云销毁了聊天室，此限制仍然保留。',
  },
} as const satisfies EndpointRow;
