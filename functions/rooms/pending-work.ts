import type { Chatroom } from '../dynamodb/chatroom.ts';
import { resendAfterMs } from '../dynamodb/chatroom-transitions.ts';
import { destroyChatroom } from '../rongcloud/chatrooms.ts';
import { isRejected } from '../rongcloud/upstream-failure.ts';
import { type ControlsContext, sendControls } from './controls.ts';

/** Max rooms per run; the next run does the rest. */
const maxRooms = 200;
/** After these failures a run ends: RongCloud or DynamoDB is down, and the next run does the rest. */
const maxFailuresInARow = 3;
/** For one room, with two attempts at RongCloud. */
const roomWithinMs = 7_000;

type Outcome = 'destroyed' | 'controlled' | 'failed';

async function destroyOrPostpone(
  { upstream, chatrooms }: ControlsContext,
  { chatroomId, dueAt }: Chatroom,
  deadlineAt: number,
): Promise<Outcome> {
  try {
    await destroyChatroom(upstream, chatroomId, deadlineAt);
    await chatrooms.change(chatroomId, 'finishDestroy', {}, deadlineAt);
    return 'destroyed';
  } catch {
    await chatrooms.change(chatroomId, 'postpone', { seenDueAt: dueAt }, deadlineAt);
    return 'failed';
  }
}

/** Sends a room's controls to RongCloud, and again when no earlier call can still arrive. */
async function sendOrPostpone(
  context: ControlsContext,
  room: Chatroom,
  deadlineAt: number,
): Promise<Outcome> {
  const { chatrooms, clock } = context;
  const { chatroomId, controlsVersion, controlsAt = 0 } = room;
  const postpone = (dueAt: number) => chatrooms.change(chatroomId, 'postponeControls', { dueAt }, deadlineAt);
  try {
    await sendControls(context, room, deadlineAt);
  } catch (error) {
    if (!isRejected(error)) {
      await postpone(clock.now() + resendAfterMs);
      return 'failed';
    }
  }
  const seen = { seenVersion: controlsVersion, seenControlsAt: controlsAt };
  if (clock.now() < controlsAt + resendAfterMs) await postpone(controlsAt + resendAfterMs);
  else await chatrooms.change(chatroomId, 'settleControls', seen, deadlineAt);
  return 'controlled';
}

/** The row decides: the index lags behind the table. */
async function findDue({ clock, chatrooms }: ControlsContext, chatroomId: number, deadlineAt: number) {
  const room = await chatrooms.find(chatroomId, deadlineAt);
  if (room?.dueAt === undefined || room.dueAt > clock.now() || room.state === 'UNKNOWN') return undefined;
  return room;
}

/**
 * Destroys rooms at RongCloud for the last time, after the last moment at which a late create could arrive: their rows
 * become tombstones. Sends the controls of active rooms again.
 */
export async function endPendingWork(context: ControlsContext, deadlineAt: number) {
  const { clock, chatrooms } = context;
  const outcome = { destroyed: 0, controlled: 0, failed: 0 };
  let failuresInARow = 0;
  for (const chatroomId of await chatrooms.due(maxRooms, deadlineAt)) {
    if (clock.now() + roomWithinMs > deadlineAt || failuresInARow === maxFailuresInARow) break;
    const roomDeadlineAt = clock.now() + roomWithinMs;
    const room = await findDue(context, chatroomId, roomDeadlineAt);
    if (room === undefined) continue;
    const finish = room.state === 'ACTIVE' ? sendOrPostpone : destroyOrPostpone;
    const ended = await finish(context, room, roomDeadlineAt);
    failuresInARow = ended === 'failed' ? failuresInARow + 1 : 0;
    outcome[ended] += 1;
  }
  return outcome;
}
