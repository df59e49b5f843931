import * as z from 'zod/mini';
import { Failure } from '../contract/failure.ts';
import { maxChatroomId, readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { Table } from './table.ts';

const counter = 'chatroomId';
const handedOut = z.object({ last: z.int().check(z.lte(maxChatroomId)) });

/**
 * The next chatroom id: 1, 2, 3 … (or from FIRST_ROOM_ID on), each handed out once. The SDK's retry after a lost reply
 * leaves a gap, never a duplicate.
 */
export function chatroomIds(deps: Deps): (deadlineAt: number) => Promise<number> {
  const table = new Table(deps, 'counters');
  const firstId = readSetting(deps.environment, settings.firstRoomId);
  return async (deadlineAt) => {
    const next = {
      update: 'SET #last = if_not_exists(#last, :before) + :one',
      values: { ':before': firstId - 1, ':one': 1 },
    };
    const result = handedOut.safeParse(await table.update({ counter }, next, deadlineAt));
    if (!result.success) throw new Failure('INTERNAL', { log: { fault: 'no chatroom id left' } });
    return result.data.last;
  };
}

/** The id that was handed out last; 0 before the first. */
export function lastChatroomId(deps: Deps): (deadlineAt: number) => Promise<number> {
  const table = new Table(deps, 'counters');
  return async (deadlineAt) => {
    const item = await table.get({ counter }, deadlineAt);
    return item === undefined ? 0 : handedOut.parse(item).last;
  };
}
