import * as z from 'zod/mini';
import { type EndpointRow, login, reason, replyTime, ret } from '../endpoint-row.ts';
import { notAModerator } from '../moderation.ts';
import { chatroomId } from '../parameters.ts';

const item = z.object({
  username: z.string(),
  muted_until: z.nullable(replyTime),
  blocked_until: z.nullable(replyTime),
  by: z.string(),
});

export const chatroomSanctions = {
  name: 'chatroom-sanctions',
  path: '/im/chatroom_sanctions',
  methods: ['GET', 'POST'],
  throttle: 'changes',
  summary: { en: 'List who is muted or kept out of a chatroom', zh: '列出被禁言或禁止加入的用户' },
  description: {
    en: 'For moderators. by is the moderator who last changed the user’s sanction. silent and speakers are those of chatroom_silence.',
    zh: '仅限管理者。by 为最后处理该用户的管理者。silent 与 speakers 同 chatroom_silence。',
  },
  parameters: { id: chatroomId },
  reply: z.object({
    items: z.array(item),
    silent: z.boolean(),
    speakers: z.array(z.string()),
    reason,
    ret,
  }),
  example: {
    call: { username: 'teacher1', id: '2' },
    reply: {
      items: [
        {
          username: 'student1',
          muted_until: '2016-05-17T10:55:07.779',
          blocked_until: null,
          by: 'teacher1',
        },
      ],
      silent: false,
      speakers: [],
    },
  },
  failures: ['CHATROOM_NOT_FOUND', 'CHATROOM_DESTROYED'],
  refusals: [notAModerator],
  access: { ...login, chatrooms: ['GetItem'], sanctions: ['Query'] },
  settings: ['timeZone'],
} as const satisfies EndpointRow;
