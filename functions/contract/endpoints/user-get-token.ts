import * as z from 'zod/mini';
import { type EndpointRow, login, reason, ret, upstreamFailures } from '../endpoint-row.ts';
import type { Parameter } from '../parameters.ts';

const refresh = {
  schema: z.literal('1'),
  limits: { type: 'string', enum: ['1'] },
  rule: { en: '1, or left out', zh: '1，或省略' },
  example: '1',
  isOptional: true,
  isSwitch: true,
} as const satisfies Parameter;

export const userGetToken = {
  name: 'user-get-token',
  path: '/im/user_get_token',
  methods: ['GET', 'POST'],
  throttle: 'arrivals',
  summary: { en: 'Get the RongCloud token of a user', zh: '获取用户的融云 token' },
  description: {
    en: 'The app connects to RongCloud with the token. Earlier tokens stay valid.',
    zh: '应用凭此 token 连接融云。之前获取的 token 仍然有效。',
  },
  parameters: { refresh },
  reply: z.object({ reason, token: z.string(), ret }),
  example: { call: {}, reply: { token: 'LhgkExampleOfATokenFymd' } },
  failures: [...upstreamFailures],
  refusals: [],
  access: { ...login, quotas: ['UpdateItem'], rongCloud: true },
  settings: ['tokenReuseHours'],
} as const satisfies EndpointRow;
