import * as z from 'zod/mini';
import type { Deps } from '../platform/deps.ts';
import { Table } from './table.ts';

const courseRoom = z.object({ chatroomId: z.int(), name: z.string(), createdAt: z.string() });

/** Lists a course's active rooms behind `after`, by id. Eventually consistent: a new room may appear late. */
export function courseRooms(deps: Deps) {
  const table = new Table(deps, 'chatrooms');
  return async (liveId: string, after: number, limit: number, deadlineAt: number) => {
    const query = {
      index: 'course',
      keys: '#activeIn = :liveId AND #chatroomId > :after',
      values: { ':liveId': liveId, ':after': after },
      limit,
    };
    return (await table.query(query, deadlineAt)).map((item) => courseRoom.parse(item));
  };
}
