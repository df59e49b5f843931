import * as z from 'zod/mini';
import { type EndpointRow, login, moderationFailures, reason, ret } from '../endpoint-row.ts';
import { notAModerator } from '../moderation.ts';
import { chatroomId, type Parameter } from '../parameters.ts';

const maxCharacters = 1_000;

/** The rule of a name, plus line breaks and tabs. */
const pattern = String.raw`^(?:[^\p{Cc}\p{Cs}\uFFFD]|[\n\r\t]){0,${maxCharacters}}$`;

const announcementText = {
  schema: z.string().check(z.regex(new RegExp(pattern, 'u'))),
  limits: { type: 'string', minLength: 0, maxLength: maxCharacters, pattern },
  rule: {
    en: `up to ${maxCharacters} characters, none of them a control character but line breaks and tabs`,
    zh: `最多 ${maxCharacters} 个字符，除换行和制表符外不含控制字符`,
  },
  example: 'Class begins at ten.',
  mayBeEmpty: true,
} as const satisfies Parameter;

export const chatroomAnnounce = {
  name: 'chatroom-announce',
  path: '/im/chatroom_announce',
  methods: ['POST'],
  throttle: 'changes',
  // The text alone has up to 12,000 bytes: percent-encoded, a character of 4 bytes takes 12.
  maxBodyBytes: 16_384,
  summary: { en: 'Announce a text in a chatroom', zh: '在聊天室发布公告' },
  description: {
    en: 'Sends the text to the chatroom as a message of the caller and stores it for chatroom_announcement. The same announcement is sent only once within two minutes. An empty text withdraws it.',
    zh: '以调用者的名义向聊天室发送文本消息，并保存供 chatroom_announcement 查询。两分钟内重复相同的公告只发送一次。text 为空表示撤下公告。',
  },
  parameters: { id: chatroomId, text: announcementText },
  reply: z.object({ reason, ret }),
  example: { call: { username: 'teacher1', id: '2' }, reply: {} },
  failures: moderationFailures,
  refusals: [notAModerator],
  access: { ...login, chatrooms: ['GetItem', 'UpdateItem'], rongCloud: true },
  settings: ['announcementType'],
} as const satisfies EndpointRow;
