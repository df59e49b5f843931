import type { Call } from './call.ts';
import { chatroomCalls } from './chatrooms.ts';
import { memberCalls } from './members.ts';
import { messageCalls } from './messages.ts';
import { moderationCalls } from './moderation.ts';
import { userCalls } from './users.ts';

const calls: readonly Call[] = [
  ...userCalls,
  ...chatroomCalls,
  ...memberCalls,
  ...moderationCalls,
  ...messageCalls,
];

export const callsByPath: ReadonlyMap<string, Call> = new Map(calls.map((call) => [call.path, call]));
