import { id, optional, text } from '../parameters.ts';
import { type Call, call } from './call.ts';

const maxNameCharacters = 64;
const maxPortraitBytes = 1024;

/** https://docs.rongcloud.io/platform-chat-api/user/register */
export const userCalls: readonly Call[] = [
  call({
    path: '/user/getToken.json',
    callsPerSecond: 200,
    parameters: {
      userId: id,
      name: optional(text({ maxCharacters: maxNameCharacters })),
      portraitUri: optional(text({ maxBytes: maxPortraitBytes })),
    },
    run: ({ userId, name }, { users }) => ({ userId, token: users.issueToken(userId, name) }),
  }),
];
