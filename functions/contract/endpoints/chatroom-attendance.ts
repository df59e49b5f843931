import * as z from 'zod/mini';
import { type EndpointRow, login, reason, replyTime, ret } from '../endpoint-row.ts';
import { notAModerator } from '../moderation.ts';
import { chatroomId, type Parameter, text, wholeNumber } from '../parameters.ts';

/** RongCloud's limit for a user id. */
const after = { ...text(64), example: 'student1', isOptional: true } as const satisfies Parameter;
const limit = { ...wholeNumber(1, 200), example: '100', isOptional: true } as const satisfies Parameter;

const item = z.object({
  username: z.string(),
  first: replyTime,
  last: replyTime,
  seconds: z.int(),
  visits: z.int(),
  present: z.boolean(),
});

export const chatroomAttendance = {
  name: 'chatroom-attendance',
  path: '/im/chatroom_attendance',
  methods: ['GET', 'POST'],
  throttle: 'changes',
  summary: { en: 'List who was in a chatroom, and how long', zh: '查询聊天室的考勤：谁在场、在场多久' },
  description: {
    en: 'For moderators, also for a destroyed chatroom. seconds is the time in the chatroom, without overlaps. For a present user, last is the current time. Returns 100 users by default, in no particular order: pass next as after to get the next page; next is null on the last page. complete is false if callbacks of RongCloud are known to be missing, for the chatroom or for a user of this page.',
    zh: '仅限管理者，聊天室销毁后仍可查询。seconds 为在场秒数，重叠部分只计一次；仍在场的用户，last 为当前时间。默认每页 100 人，顺序不固定：将 next 作为 after 传入可获取下一页，没有更多时 next 为 null。已知缺少该聊天室或本页用户的融云回调时 complete 为 false。',
  },
  parameters: { id: chatroomId, after, limit },
  reply: z.object({
    complete: z.boolean(),
    items: z.array(item),
    next: z.nullable(z.string()),
    reason,
    ret,
  }),
  example: {
    call: { username: 'teacher1', id: '2' },
    reply: {
      complete: true,
      items: [
        {
          username: 'student1',
          first: '2016-05-17T10:45:07.779',
          last: '2016-05-17T11:30:00.000',
          seconds: 1830,
          visits: 2,
          present: false,
        },
      ],
      next: null,
    },
  },
  failures: ['CHATROOM_NOT_FOUND'],
  refusals: [notAModerator],
  access: {
    ...login,
    users: [...login.users, 'Query rongCloudId'],
    chatrooms: ['GetItem'],
    attendance: ['Query'],
  },
  settings: ['timeZone'],
} as const satisfies EndpointRow;
