import { Failure } from '../contract/failure.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import type { Progress } from '../dynamodb/reconciler-state.ts';
import { pause } from '../platform/timers.ts';
import { getChatroom } from '../rongcloud/chatrooms.ts';
import type { RoomContext } from './room-context.ts';

/** The interval between the starts of two passes. With more than 4,500 rooms a pass takes longer. */
const passEveryMs = 1_800_000;
const roomsPerRun = 150;
/** Spreads a run over 38 s: at most five calls a second, of the 100 that RongCloud takes. */
const pauseMs = 250;
/** For one room, with two attempts at RongCloud. */
const roomWithinMs = 6_000;
/** For the attendance of a room: 50,000 members are 50 calls. */
const attendanceWithinMs = 15_000;

type Found = Awaited<ReturnType<typeof getChatroom>>;

interface Context extends RoomContext {
  /** @returns how many joins and leaves no callback reported. */
  compareAttendance(room: Chatroom, found: Found, deadlineAt: number): Promise<number>;
}

type Counts = Pick<Progress, 'compared' | 'missing' | 'unreported'>;
const notCompared: Counts = { compared: 0, missing: 0, unreported: 0 };

function noAnswer(error: unknown): 'no answer' {
  if (error instanceof Failure && error.code.startsWith('UPSTREAM_')) return 'no answer';
  throw error;
}

/** @returns undefined if RongCloud does not answer. */
async function compare(context: Context, chatroomId: number, runEndsAt: number): Promise<Counts | undefined> {
  const { clock, upstream, chatrooms } = context;
  const deadlineAt = clock.now() + roomWithinMs;
  const room = await chatrooms.find(chatroomId, deadlineAt);
  if (room?.state !== 'ACTIVE') return notCompared;
  const found = await getChatroom(upstream, chatroomId, deadlineAt).catch(noAnswer);
  if (found === 'no answer') return undefined;
  const isMissing = found === undefined;
  const given = { seenAliveUntil: room.aliveUntil };
  if (isMissing && !(await chatrooms.change(chatroomId, 'reportMissing', given, deadlineAt))) {
    return notCompared;
  }
  const attendanceBy = Math.min(clock.now() + attendanceWithinMs, runEndsAt);
  const unreported = await context.compareAttendance(room, found, attendanceBy).catch((error: unknown) => {
    // The next pass compares the attendance, so that one room does not delay the others.
    if (error instanceof Failure) return 0;
    throw error;
  });
  return { compared: 1, missing: Number(isMissing), unreported };
}

/** Undefined if the last pass is over and began less than `passEveryMs` ago. */
function resumed(before: Progress, now: number): Progress | undefined {
  if (before.driftAfter !== null) return before;
  if (now - before.driftSince < passEveryMs) return undefined;
  return { ...before, ...notCompared, driftSince: now };
}

/**
 * Compares the active rooms with RongCloud's, each twice an hour and some in every run, and their attendance with
 * RongCloud's members. A room that RongCloud lacks is recreated by the next join: it was destroyed in the console, or
 * ended as idle. Ends at the first call that RongCloud does not answer, for example during a class start; the next run
 * goes on from there.
 */
export async function checkDrift(context: Context, before: Progress, deadlineAt: number): Promise<Progress> {
  const { clock, chatrooms } = context;
  let after = resumed(before, clock.now());
  if (after === undefined) return before;
  // A pass that did not get past its first room starts again.
  const soFar = (reached: Progress) => (reached.driftAfter === null ? before : reached);
  const rooms = await chatrooms.listActive(after.driftAfter, roomsPerRun, deadlineAt);
  for (const room of rooms) {
    if (clock.now() + roomWithinMs > deadlineAt) return soFar(after);
    const counts = await compare(context, room.chatroomId, deadlineAt);
    if (counts === undefined) return soFar(after);
    after = {
      ...after,
      driftAfter: room,
      compared: after.compared + counts.compared,
      missing: after.missing + counts.missing,
      unreported: after.unreported + counts.unreported,
    };
    await pause(clock, pauseMs);
  }
  return rooms.length < roomsPerRun ? { ...after, driftAfter: null } : after;
}
