import { Failure } from '../contract/failure.ts';
import type { Chatroom } from '../dynamodb/chatroom.ts';
import { joinChatroom } from '../rongcloud/chatrooms.ts';
import type { ControlsContext } from './controls.ts';
import { ensureAlive, recreateMissing } from './ensure-alive.ts';
import { requireActive } from './require-room.ts';

interface JoinContext extends ControlsContext {
  /** RongCloud's server-side join of 2016. `auto`: if RongCloud has it. `on`: without it a join fails. `off`: never. */
  readonly serverJoin: 'auto' | 'on' | 'off';
}

/** RongCloud does not end a room again right after its recreation. */
const retryAfterSeconds = 1;

const callsServerJoin = ({ serverJoin, clock }: JoinContext, { noServerJoinUntil = 0 }: Chatroom) =>
  serverJoin === 'on' || (serverJoin === 'auto' && noServerJoinUntil <= clock.now());

/** Joins; if RongCloud reports the room missing, recreates it and joins again. */
async function joinOrRecreate(context: JoinContext, room: Chatroom, userId: string, deadlineAt: number) {
  const joining = { chatroomId: room.chatroomId, userId };
  const joined = await joinChatroom(context.upstream, joining, deadlineAt);
  if (joined !== 'no such chatroom') return joined;
  await recreateMissing(context, room, deadlineAt);
  return await joinChatroom(context.upstream, joining, deadlineAt);
}

/** RongCloud's server-side join also checks the room; without it, the room is checked if it may be gone. */
export async function joinRoom(context: JoinContext, room: Chatroom, userId: string, deadlineAt: number) {
  if (!callsServerJoin(context, room)) return await ensureAlive(context, room, deadlineAt);
  const joined = await joinOrRecreate(context, room, userId, deadlineAt);
  if (joined === 'joined') return;
  if (joined === 'no such chatroom') {
    // It may have been destroyed between the two joins.
    requireActive(await context.chatrooms.find(room.chatroomId, deadlineAt));
    throw new Failure('UPSTREAM_UNAVAILABLE', { retryAfterSeconds, log: { fault: 'missing twice' } });
  }
  if (context.serverJoin === 'on') {
    throw new Failure('UPSTREAM_REJECTED', { log: { fault: 'RongCloud has no server-side join' } });
  }
  // All environments read this from the row; if the write fails, the next join tries again.
  await context.chatrooms.change(room.chatroomId, 'markNoServerJoin', {}, deadlineAt).catch(() => {});
  await ensureAlive(context, room, deadlineAt);
}
