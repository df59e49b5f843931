import type { AttendanceEvent, AttendanceReader, StoreAttendance } from '../dynamodb/attendance.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { Clock } from '../platform/deps.ts';
import { filterMembers, listMembers } from '../rongcloud/chatroom-members.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { isReportedFromTheStart } from './room-attendance.ts';
import { attendanceOf } from './visits.ts';

/** RongCloud sends its callbacks up to 5 minutes late after an outage: a younger difference may still be reported. */
const lateMs = 360_000;
/** RongCloud lists this many members at most, the first or the last. */
const maxListed = 500;

interface CompareContext {
  readonly clock: Clock;
  readonly upstream: RongCloud;
  readonly attendance: AttendanceReader;
  readonly store: StoreAttendance;
}

type Members = Map<string, { readonly isPresent: boolean; readonly lastAt: number }>;

async function reportedUsers(
  { attendance, clock }: CompareContext,
  room: Chatroom,
  roomEvents: readonly AttendanceEvent[],
  deadlineAt: number,
): Promise<Members> {
  const times = { roomEvents, endedAt: room.endedAt, now: clock.now() };
  const reported: Members = new Map();
  for await (const { userId, events } of attendance.users(room.chatroomId, undefined, deadlineAt)) {
    const isPresent = attendanceOf(events, times)?.isPresent === true;
    reported.set(userId, { isPresent, lastAt: events.at(-1)?.at ?? 0 });
  }
  return reported;
}

/** Members whose join no callback reported. In a room of more than 1,000, those in the middle are not listed. */
async function findUnreported(
  { upstream, clock }: CompareContext,
  { chatroomId }: Chatroom,
  reported: Members,
  deadlineAt: number,
): Promise<readonly AttendanceEvent[]> {
  const now = clock.now();
  const list = (from: 'first' | 'last') =>
    listMembers(upstream, { chatroomId, count: maxListed, from }, deadlineAt);
  const seen = (userId: string, at: number) => ({ chatroomId, userId, kind: 'seen', at }) as const;
  const first = await list('first');
  const { total } = first;
  const last = total > maxListed ? await list('last') : undefined;
  // In a room of 501 to 999, some are in both lists.
  const listed = new Map([...first.users, ...(last?.users ?? [])].map((one) => [one.userId, one]));
  const unreported = [...listed.values()].flatMap(({ userId, joinedAt }) => {
    const { isPresent = false, lastAt = 0 } = reported.get(userId) ?? {};
    const isOld = joinedAt !== undefined && Math.max(joinedAt, lastAt) < now - lateMs;
    return isOld && !isPresent ? [seen(userId, joinedAt > lastAt ? joinedAt : now)] : [];
  });
  const isSample = unreported.length > 0 && total > 2 * maxListed;
  return isSample ? [...unreported, seen('', now)] : unreported;
}

async function findDifferences(
  context: CompareContext,
  room: Chatroom,
  { reported, memberCount }: { readonly reported: Members; readonly memberCount: number },
  deadlineAt: number,
): Promise<readonly AttendanceEvent[]> {
  const { chatroomId } = room;
  const now = context.clock.now();
  const present = [...reported].filter(([, { isPresent }]) => isPresent);
  const userIds = present.filter(([, { lastAt }]) => lastAt < now - lateMs).map(([userId]) => userId);
  const members = await filterMembers(context.upstream, { chatroomId, userIds }, deadlineAt);
  const missing = userIds.filter((userId) => !members.has(userId));
  const findings = missing.map((userId) => ({ chatroomId, userId, kind: 'missing', at: now }) as const);
  if (memberCount <= present.length - missing.length) return findings;
  return [...findings, ...(await findUnreported(context, room, reported, deadlineAt))];
}

/**
 * Compares a room's attendance with RongCloud's own list and stores the differences as findings.
 * @param found the room at RongCloud, undefined if it is missing there.
 * @returns how many findings there are.
 */
export async function compareAttendance(
  context: CompareContext,
  room: Chatroom,
  found: { readonly memberCount?: number | undefined } | undefined,
  deadlineAt: number,
): Promise<number> {
  const { chatroomId } = room;
  const roomEvents = await context.attendance.ofRoom(chatroomId, deadlineAt);
  // The callbacks are off, or came later than the room: its attendance is incomplete anyway.
  if (!isReportedFromTheStart(room, roomEvents)) return 0;
  const now = context.clock.now();
  if (found === undefined) {
    const lastKind = roomEvents.at(-1)?.kind;
    if (lastKind === 'dropped' || lastKind === 'missing') return 0;
    await context.store([{ chatroomId, userId: '', kind: 'missing', at: now }], deadlineAt);
    return 1;
  }
  const reported = await reportedUsers(context, room, roomEvents, deadlineAt);
  const { memberCount = Number.POSITIVE_INFINITY } = found;
  const findings = await findDifferences(context, room, { reported, memberCount }, deadlineAt);
  await context.store(findings, deadlineAt);
  return findings.length;
}
