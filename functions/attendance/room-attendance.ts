import type { AttendanceEvent, AttendanceReader } from '../dynamodb/attendance.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { AccountReader } from '../dynamodb/users.ts';
import type { Clock } from '../platform/deps.ts';
import { type Attendance, attendanceOf } from './visits.ts';

interface AttendanceContext {
  readonly clock: Clock;
  readonly attendance: AttendanceReader;
  readonly accounts: AccountReader;
}

/** RongCloud reports a room's creation; without this event, callbacks were off. Its clock may be behind ours. */
const createdWithinMs = 60_000;

export const isReportedFromTheStart = ({ createdAt }: Chatroom, events: readonly AttendanceEvent[]) =>
  events.some(({ kind, at }) => kind === 'created' && at <= Date.parse(createdAt) + createdWithinMs);

export async function roomAttendance(
  { attendance, accounts, clock }: AttendanceContext,
  room: Chatroom,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  deadlineAt: number,
) {
  const { chatroomId, endedAt } = room;
  const roomEvents = await attendance.ofRoom(chatroomId, deadlineAt);
  const times = { roomEvents, endedAt, now: clock.now() };
  const found: (Attendance & { readonly userId: string })[] = [];
  for await (const { userId, events } of attendance.users(chatroomId, after, deadlineAt)) {
    const one = attendanceOf(events, times);
    if (one !== undefined) found.push({ userId, ...one });
    // One more tells whether others follow.
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  return {
    users: await accounts.named(page, deadlineAt),
    /** Pass it as `after` to get the users that follow. */
    next: found.length > limit ? page.at(-1)?.userId : undefined,
    /** False if RongCloud's callbacks are known to be missing: for the room, or for a user of this page. */
    isComplete:
      isReportedFromTheStart(room, roomEvents) &&
      !roomEvents.some(({ kind }) => kind === 'seen') &&
      !page.some(({ hasGap }) => hasGap),
  };
}

export type AttendedUser = Awaited<ReturnType<typeof roomAttendance>>['users'][number];
