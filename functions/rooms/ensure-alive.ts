import type { Chatroom } from '../dynamodb/chatroom.ts';
import { drawToken } from '../platform/deps.ts';
import { pause } from '../platform/timers.ts';
import { getChatroom } from '../rongcloud/chatrooms.ts';
import { isRejected } from '../rongcloud/upstream-failure.ts';
import { type ControlsContext, exemptIds, sendControls } from './controls.ts';
import { aliveUntil, createAtRongCloud } from './create-at-rongcloud.ts';
import { requireActive } from './require-room.ts';

/** The poll interval of the row while another call has its lease; RongCloud takes a few tenths of a second. */
const pollMs = 150;
/** After this wait the room is trusted: the holder of the lease died, or RongCloud is slow. */
const maxWaitMs = 1_500;

/** Max changes of controls during a recreation. */
const maxControlChanges = 3;

/** Refused controls, such as those of a service that is not enabled, must not stop joins. */
function unlessRejected(error: unknown): void {
  if (!isRejected(error)) throw error;
}

/** Recreates a room at RongCloud with its controls, which may change meanwhile. */
async function recreate(context: ControlsContext, room: Chatroom, token: string, deadlineAt: number) {
  const { clock, chatrooms } = context;
  const { chatroomId } = room;
  if (room.controlsVersion > 0) await chatrooms.change(chatroomId, 'beginControls', { token }, deadlineAt);
  await createAtRongCloud(context, { ...room, exemptUserIds: exemptIds(room) }, deadlineAt);
  let row = room;
  for (let change = 0; change <= maxControlChanges; change += 1) {
    if (row.controlsVersion > 0) await sendControls(context, row, deadlineAt).catch(unlessRejected);
    const given = {
      token,
      aliveUntil: aliveUntil(clock.now(), room.destroyMinutes),
      seenVersion: row.controlsVersion,
    };
    if (await chatrooms.change(chatroomId, 'finishRecreate', given, deadlineAt)) return;
    // Destroyed meanwhile: the reconciler's last destroy ends the room at RongCloud.
    row = requireActive(await chatrooms.find(chatroomId, deadlineAt));
    // Our change succeeded and its reply was lost, or another call has the lease.
    if (row.checkToken !== token) return;
  }
}

/** Checks RongCloud under a lease on the row, and recreates a missing room. */
async function lookAndRecreate(context: ControlsContext, room: Chatroom, token: string, deadlineAt: number) {
  const found = await getChatroom(context.upstream, room.chatroomId, deadlineAt);
  if (found === undefined) return await recreate(context, room, token, deadlineAt);
  await context.chatrooms.change(room.chatroomId, 'confirmAlive', { token }, deadlineAt);
}

type Work = typeof recreate;

/**
 * Does the work if it gets the lease on the row that the caller read.
 * @returns false if another call has the lease, or had it since.
 */
async function workUnderLease(context: ControlsContext, room: Chatroom, work: Work, deadlineAt: number) {
  const { chatrooms } = context;
  const { chatroomId, aliveUntil: seenAliveUntil } = room;
  const token = drawToken(context);
  if (!(await chatrooms.change(chatroomId, 'beginCheck', { token, seenAliveUntil }, deadlineAt)))
    return false;
  try {
    await work(context, room, token, deadlineAt);
    return true;
  } catch (error) {
    await chatrooms.change(chatroomId, 'abandonCheck', { token }, deadlineAt).catch(() => {});
    throw error;
  }
}

/** One call does the work; the others wait for it, at most 1.5 s. */
async function workOnce(context: ControlsContext, room: Chatroom, work: Work, deadlineAt: number) {
  const { clock, chatrooms } = context;
  const waitUntil = Math.min(clock.now() + maxWaitMs, deadlineAt - pollMs);
  for (let row = room; ; ) {
    const isLeased = row.checkUntil !== undefined && row.checkUntil > clock.now();
    const isDone = row.aliveUntil !== room.aliveUntil && row.aliveUntil > clock.now();
    if (!isLeased && (isDone || (await workUnderLease(context, row, work, deadlineAt)))) return;
    if (clock.now() >= waitUntil) return;
    await pause(clock, pollMs);
    row = requireActive(await chatrooms.find(room.chatroomId, deadlineAt));
  }
}

/**
 * Makes sure that RongCloud has an ACTIVE room. It calls RongCloud only if the room may have ended as idle.
 * @throws Failure CHATROOM_DESTROYED, or what RongCloud or DynamoDB failed with.
 */
export async function ensureAlive(context: ControlsContext, room: Chatroom, deadlineAt: number) {
  const isLeased = room.checkUntil !== undefined && room.checkUntil > context.clock.now();
  if (!isLeased && context.clock.now() < room.aliveUntil) return;
  await workOnce(context, room, lookAndRecreate, deadlineAt);
}

/** Recreates a room that RongCloud has just reported missing. @throws as `ensureAlive`. */
export const recreateMissing = (context: ControlsContext, room: Chatroom, deadlineAt: number) =>
  workOnce(context, room, recreate, deadlineAt);
