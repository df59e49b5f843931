import { statusCallback } from '../../functions/contract/status-callback.ts';
import { camelCase, componentRef } from './names.ts';

/** Groups RongCloud's callbacks apart from the endpoints of apps. */
export const rongCloudTag = {
  name: 'RongCloud',
  description: 'Called by RongCloud, not by apps. / 由融云调用，应用无需调用。',
};

const query = (name: string, description: string) => ({
  name,
  in: 'query',
  required: true,
  description,
  schema: { type: 'string' },
});

const statusEvent = {
  type: 'object',
  properties: {
    chatRoomId: { type: 'string' },
    userIds: { type: 'array', items: { type: 'string' } },
    type: { type: 'integer', description: '0 created, 1 joined, 2 left, 3 destroyed' },
    status: { type: 'integer' },
    time: { type: 'integer', description: 'In milliseconds since the epoch' },
  },
  required: ['chatRoomId', 'type', 'time'],
};

const example = [{ chatRoomId: '7', userIds: ['student1'], status: 0, type: 1, time: 1_463_453_107_779 }];

const failure = (description: string) => ({
  description,
  content: { 'application/json': { schema: componentRef('schemas', 'Failure') } },
});

const operation = {
  operationId: camelCase(statusCallback.name),
  tags: [rongCloudTag.name],
  summary: `${statusCallback.summary.en} / ${statusCallback.summary.zh}`,
  description: `${statusCallback.description.en}\n\n${statusCallback.description.zh}`,
  // Signed by RongCloud; it has no credentials of ours.
  security: [],
  parameters: [
    query('timestamp', 'In milliseconds since the epoch; at most 15 minutes old'),
    query('nonce', 'Drawn by RongCloud'),
    query('signature', 'hex(SHA1(App Secret + nonce + timestamp))'),
  ],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { type: 'array', items: statusEvent }, example } },
  },
  responses: {
    200: { description: 'Stored.' },
    400: failure('`INVALID_PARAMETER`'),
    403: failure('`NOT_ALLOWED`'),
    503: failure('`UNAVAILABLE`: RongCloud sends it again.'),
  },
};

export const callbackPaths = { [`${statusCallback.path}/`]: { post: operation } };
