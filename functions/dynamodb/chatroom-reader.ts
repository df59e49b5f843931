import type { Deps } from '../platform/deps.ts';
import { type Chatroom, chatroom } from './chatroom.ts';
import { Table } from './table.ts';

/** Looks rooms up. Apart from the store that changes them, so that the bundle of a reading function stays small. */
export function chatroomReader(deps: Deps) {
  const table = new Table(deps, 'chatrooms');
  /** Undefined if the table has no such room. A consistent read: it finds a room that was just created. */
  return async (chatroomId: number, deadlineAt: number): Promise<Chatroom | undefined> => {
    const item = await table.get({ chatroomId }, deadlineAt);
    return item === undefined ? undefined : chatroom.parse(item);
  };
}

export type FindChatroom = ReturnType<typeof chatroomReader>;
