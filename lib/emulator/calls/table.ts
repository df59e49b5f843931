import type { Call } from './call.ts';
import { chatroomAttributeCalls } from './chatroom-attributes.ts';
import { chatroomModerationCalls } from './chatroom-moderation.ts';
import { chatroomProtectionCalls } from './chatroom-protection.ts';
import { chatroomCalls } from './chatrooms.ts';
import { messageCalls } from './messages.ts';
import { userBlockCalls, userCalls, userTagCalls } from './users.ts';

const calls: readonly Call[] = [
  ...userCalls,
  ...userBlockCalls,
  ...userTagCalls,
  ...chatroomCalls,
  ...chatroomModerationCalls,
  ...chatroomProtectionCalls,
  ...chatroomAttributeCalls,
  ...messageCalls,
];

/** Every call that the emulator answers, by path. */
export const callsByPath: ReadonlyMap<string, Call> = new Map(calls.map((call) => [call.path, call]));
