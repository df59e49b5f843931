import type { EndpointRow } from '../endpoint-row.ts';
import { sanctionRow } from '../sanction-row.ts';

export const chatroomMute = {
  ...sanctionRow,
  name: 'chatroom-mute',
  path: '/im/chatroom_mute',
  summary: { en: 'Mute a user in a chatroom', zh: '在聊天室中禁言某个用户' },
  description: {
    en: 'It also ends the user’s right to speak in a silenced chatroom. minutes=0 lifts the mute, and until is null. The mute survives if RongCloud drops the chatroom.',
    zh: '同时取消该用户在全体禁言中的发言资格。minutes=0 解除禁言，此时 until 为 null。即使融云销毁了聊天室，禁言仍然保留。',
  },
} as const satisfies EndpointRow;
