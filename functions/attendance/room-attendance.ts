import type { AccountReader } from '../dynamodb/accounts.ts';
import type { AttendanceEvent, AttendanceReader } from '../dynamodb/attendance.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { Clock } from '../platform/deps.ts';
import { type Attendance, attendanceOf, type RoomTimes, roomTimes } from './visits.ts';

export interface AttendanceContext {
  readonly clock: Clock;
  readonly attendance: AttendanceReader;
  readonly accounts: Pick<AccountReader, 'usernameOf'>;
}

export interface AttendedUser extends Attendance {
  readonly username: string;
}

export interface AttendancePage {
  readonly users: readonly AttendedUser[];
  /** Pass it as `after` to get the users that follow. */
  readonly next: string | undefined;
  /** False where RongCloud's callbacks are known to be missing: for the room, or for a user of this page. */
  readonly isComplete: boolean;
}

interface Wanted {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** RongCloud tells of a room's creation; where that is missing, callbacks were off. Its clock may be behind ours. */
const createdWithinMs = 60_000;

export const isReportedFromTheStart = ({ createdAt }: Chatroom, events: readonly AttendanceEvent[]) =>
  events.some(({ kind, at }) => kind === 'created' && at <= Date.parse(createdAt) + createdWithinMs);

interface Found extends Attendance {
  readonly userId: string;
}

async function collect(
  { attendance }: AttendanceContext,
  { chatroomId }: Chatroom,
  { after, limit, times }: Wanted & { readonly times: RoomTimes },
  deadlineAt: number,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { userId, events } of attendance.users(chatroomId, after, deadlineAt)) {
    const one = attendanceOf(events, times);
    if (one !== undefined) found.push({ userId, ...one });
    if (found.length === limit) break;
  }
  return found;
}

/** Users of the App Key without an account here are left out. */
export async function roomAttendance(
  context: AttendanceContext,
  room: Chatroom,
  { after, limit }: Wanted,
  deadlineAt: number,
): Promise<AttendancePage> {
  const { attendance, accounts, clock } = context;
  const roomEvents = await attendance.ofRoom(room.chatroomId, deadlineAt);
  const times = roomTimes(room, roomEvents, clock.now());
  // One more tells whether others follow.
  const found = await collect(context, room, { after, limit: limit + 1, times }, deadlineAt);
  const page = found.slice(0, limit);
  const named = await Promise.all(
    page.map(async (one) => ({ ...one, username: await accounts.usernameOf(one.userId, deadlineAt) })),
  );
  return {
    users: named.flatMap(({ username, ...one }) => (username === undefined ? [] : [{ username, ...one }])),
    next: found.length > limit ? page.at(-1)?.userId : undefined,
    isComplete:
      isReportedFromTheStart(room, roomEvents) &&
      !roomEvents.some(({ kind }) => kind === 'seen') &&
      !page.some(({ hasGap }) => hasGap),
  };
}
