import { Failure } from '../contract/failure.ts';
import type { ActiveRoomKey } from '../dynamodb/chatrooms.ts';
import type { Progress } from '../dynamodb/reconciler-state.ts';
import { pause } from '../platform/timers.ts';
import { getChatroom } from '../rongcloud/chatrooms.ts';
import { type RoomContext, rongCloudRoomId } from './create-at-rongcloud.ts';

const dayMs = 86_400_000;
/** 1,440 runs a day look at 216,000 rooms. */
const roomsPerRun = 150;
/** Spreads a run over 38 s: five calls a second at most, of the 100 that RongCloud takes and a class start needs. */
const pauseMs = 250;
/** For one room, with two attempts at RongCloud. */
const roomWithinMs = 6_000;

type Context = Pick<RoomContext, 'clock' | 'upstream' | 'chatrooms'>;
type Finding = 'there' | 'missing' | 'not compared' | 'no answer';

const isUpstreamFailure = (error: unknown) => error instanceof Failure && error.code.startsWith('UPSTREAM_');

async function compare(context: Context, chatroomId: number): Promise<Finding> {
  const { clock, upstream, chatrooms } = context;
  const deadlineAt = clock.now() + roomWithinMs;
  const room = await chatrooms.find(chatroomId, deadlineAt);
  if (room?.state !== 'ACTIVE') return 'not compared';
  try {
    if ((await getChatroom(upstream, rongCloudRoomId(room), deadlineAt)) !== undefined) return 'there';
  } catch (error) {
    if (isUpstreamFailure(error)) return 'no answer';
    throw error;
  }
  const given = { seenAliveUntil: room.aliveUntil };
  const isReported = await chatrooms.change(chatroomId, 'reportMissing', given, deadlineAt);
  return isReported ? 'missing' : 'not compared';
}

/** Undefined where the last pass is over and less than a day ago. */
function resumed(before: Progress, now: number): Progress | undefined {
  if (before.driftAfterId !== 0) return before;
  if (now - before.driftSince < dayMs) return undefined;
  return { ...before, driftSince: now, compared: 0, missing: 0 };
}

const startKey = ({ driftAfterId, driftAfterUser }: Progress): ActiveRoomKey | undefined =>
  driftAfterId === 0 ? undefined : { chatroomId: driftAfterId, activeOf: driftAfterUser };

/**
 * Compares the active rooms with RongCloud's, each once a day and some in every run. A room that RongCloud lacks is
 * recreated by the next join: it was destroyed in the console, or ended as idle. Ends at the first call that RongCloud
 * does not answer, busy with a class start perhaps; the next run goes on from there.
 */
export async function checkDrift(context: Context, before: Progress, deadlineAt: number): Promise<Progress> {
  const { clock, chatrooms } = context;
  let after = resumed(before, clock.now());
  if (after === undefined) return before;
  // A pass that did not get beyond its first room begins again.
  const soFar = (reached: Progress) => (reached.driftAfterId === 0 ? before : reached);
  const rooms = await chatrooms.listActive(startKey(after), roomsPerRun, deadlineAt);
  for (const { chatroomId, activeOf } of rooms) {
    if (clock.now() + roomWithinMs > deadlineAt) return soFar(after);
    const finding = await compare(context, chatroomId);
    if (finding === 'no answer') return soFar(after);
    after = {
      ...after,
      driftAfterId: chatroomId,
      driftAfterUser: activeOf,
      compared: after.compared + Number(finding !== 'not compared'),
      missing: after.missing + Number(finding === 'missing'),
    };
    await pause(clock, pauseMs);
  }
  return rooms.length < roomsPerRun ? { ...after, driftAfterId: 0, driftAfterUser: '' } : after;
}
