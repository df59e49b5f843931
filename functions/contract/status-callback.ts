import type { FunctionRow } from './function-row.ts';

/** The callback that RongCloud sends by POST. It has no credentials of ours and is no endpoint of an app. */
export const statusCallback = {
  /** Also the name of its file in functions/. */
  name: 'rongcloud-chatroom-status',
  path: '/im/rongcloud/chatroom_status',
  throttle: 'arrivals',
  // In prod: slow callbacks take no environments from the endpoints. One takes 50 ms: these serve 1,000 a second.
  reservedConcurrency: 50,
  summary: { en: 'Receive the chatroom status events of RongCloud', zh: '接收融云聊天室状态同步' },
  description: {
    en: 'Only for RongCloud, which signs the query. Stores joins and leaves as attendance of existing chatrooms; nothing else changes.',
    zh: '仅供融云调用，查询参数须带有融云的签名。用户的加入与退出计入已有聊天室的考勤，除此之外不做任何更改。',
  },
  access: {
    chatrooms: ['GetItem'],
    attendance: ['BatchWriteItem'],
    callbacks: ['PutItem'],
    rongCloud: true,
  },
  settings: ['attendanceDays', 'reasonLanguage'],
} as const satisfies FunctionRow & Record<string, unknown>;
