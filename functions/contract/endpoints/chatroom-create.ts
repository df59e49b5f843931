import * as z from 'zod/mini';
import { type EndpointRow, login, reason, replyChatroomId, ret, upstreamFailures } from '../endpoint-row.ts';
import { liveId, type Parameter, text } from '../parameters.ts';

const roomName = { ...text(64), example: 'room1' } as const satisfies Parameter;

export const roleMayNotCreate = {
  name: 'create-role',
  reason: { en: 'Your role may not create chatrooms.', zh: '您的角色无权创建聊天室。' },
} as const;

export const chatroomCreate = {
  name: 'chatroom-create',
  path: '/im/chatroom_create',
  methods: ['GET', 'POST'],
  throttle: 'changes',
  summary: { en: 'Create a chatroom of a live course', zh: '为直播课程创建聊天室' },
  description: {
    en: 'Ids are small whole numbers and are never reused. The same create by the same user within a short time returns the same id.',
    zh: '聊天室 id 为较小的整数，且永不重复使用。同一用户短时间内重复相同的创建请求，返回同一个 id。',
  },
  parameters: { live_id: liveId, name: roomName },
  reply: z.object({ reason, id: replyChatroomId, ret }),
  example: { call: { username: 'teacher1' }, reply: { id: 7 } },
  failures: [...upstreamFailures],
  refusals: [roleMayNotCreate],
  access: {
    ...login,
    chatrooms: ['GetItem', 'PutItem', 'Query active'],
    counters: ['UpdateItem'],
    creations: ['GetItem', 'PutItem'],
    quotas: ['GetItem', 'UpdateItem'],
    rongCloud: true,
  },
  settings: [
    'createRoles',
    'createRepeatSeconds',
    'maxCreatesPerMinute',
    'maxActiveRooms',
    'firstRoomId',
    'roomIdleMinutes',
  ],
} as const satisfies EndpointRow;
