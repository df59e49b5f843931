import type { AttendanceEvent, StoreAttendance } from '../dynamodb/attendance.ts';
import { type Chatroom, isGivenUp } from '../dynamodb/chatroom.ts';
import type { FindChatroom } from '../dynamodb/chatroom-reader.ts';
import type { Clock } from '../platform/deps.ts';

/** How far RongCloud's clock may be from ours. */
const clockToleranceMs = 300_000;
/** Reads of one turn go out as one batch, which takes 100 items. */
const roomsPerRead = 100;

interface Context {
  readonly clock: Clock;
  readonly findChatroom: FindChatroom;
  readonly store: StoreAttendance;
}

/** The body of a callback is not signed: it counts only for a room that exists here, and only for plausible times. */
const isPlausible = (room: Chatroom | undefined, { at }: AttendanceEvent, now: number) =>
  room !== undefined &&
  !isGivenUp(room) &&
  at >= Date.parse(room.createdAt) - clockToleranceMs &&
  at <= now + clockToleranceMs;

async function findRooms({ findChatroom }: Context, ids: readonly number[], deadlineAt: number) {
  const rooms = new Map<number, Chatroom | undefined>();
  for (let start = 0; start < ids.length; start += roomsPerRead) {
    const some = ids.slice(start, start + roomsPerRead);
    await Promise.all(some.map(async (id) => rooms.set(id, await findChatroom(id, deadlineAt))));
  }
  return rooms;
}

/**
 * Stores the events of a callback for the rooms that exist. Repeating it changes nothing.
 * @returns how many were stored.
 * @throws Failure UNAVAILABLE if not all of them were stored in time.
 */
export async function recordEvents(
  context: Context,
  events: readonly AttendanceEvent[],
  deadlineAt: number,
): Promise<number> {
  const ids = [...new Set(events.map(({ chatroomId }) => chatroomId))];
  const rooms = await findRooms(context, ids, deadlineAt);
  const now = context.clock.now();
  const stored = events.filter((event) => isPlausible(rooms.get(event.chatroomId), event, now));
  await context.store(stored, deadlineAt);
  return stored.length;
}
