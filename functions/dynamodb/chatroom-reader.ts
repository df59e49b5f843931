import { settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { type Chatroom, chatroom } from './chatroom.ts';
import { openTable } from './table.ts';

/** Undefined where the table has no such room. Consistent: a room just created is there. */
export type FindChatroom = (chatroomId: number, deadlineAt: number) => Promise<Chatroom | undefined>;

/** Looks rooms up. Apart from the store that changes them, so that a function that only reads does not carry that. */
export function chatroomReader(deps: Deps): FindChatroom {
  const table = openTable(deps, settings.chatroomsTable);
  return async (chatroomId, deadlineAt) => {
    const item = await table.get({ chatroomId }, deadlineAt);
    return item === undefined ? undefined : chatroom.parse(item);
  };
}
