import type { Deps } from '../platform/deps.ts';
import { type Chatroom, chatroom } from './chatroom.ts';
import { openTable } from './table.ts';

/** Undefined if the table has no such room. A consistent read: it finds a room that was just created. */
export type FindChatroom = (chatroomId: number, deadlineAt: number) => Promise<Chatroom | undefined>;

/** Looks rooms up. Apart from the store that changes them, so that the bundle of a reading function stays small. */
export function chatroomReader(deps: Deps): FindChatroom {
  const table = openTable(deps, 'chatrooms');
  return async (chatroomId, deadlineAt) => {
    const item = await table.get({ chatroomId }, deadlineAt);
    return item === undefined ? undefined : chatroom.parse(item);
  };
}
