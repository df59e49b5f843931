import type { Call } from './call.ts';
import { chatroomAttributeCalls } from './chatroom-attributes.ts';
import { chatroomCalls } from './chatrooms.ts';
import { userBlockCalls, userCalls, userTagCalls } from './users.ts';

/** Every call that the emulator answers, by path. */
export const callsByPath: ReadonlyMap<string, Call> = new Map(
  [...userCalls, ...userBlockCalls, ...userTagCalls, ...chatroomCalls, ...chatroomAttributeCalls].map(
    (call) => [call.path, call],
  ),
);
