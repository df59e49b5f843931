import { lastChatroomId } from './dynamodb/chatroom-ids.ts';
import { chatroomStore } from './dynamodb/chatrooms.ts';
import { reconcilerState } from './dynamodb/reconciler-state.ts';
import { logRun } from './platform/log.ts';
import { onSchedule, scheduledFunction } from './platform/scheduled.ts';
import { rongCloudSecret } from './platform/secret-text.ts';
import { rongCloud } from './rongcloud/client.ts';
import { roomComparison } from './rooms/drift-check.ts';
import { pendingRooms } from './rooms/pending-rooms.ts';

/** 96 random bits: no two runs draw the same token. */
const tokenBytes = 12;

/** Every minute: ends what stopped half way, then compares some of our rooms with RongCloud's. */
export const createHandler = scheduledFunction('reconcile', (deps) => {
  const { clock, randomBytes } = deps;
  const upstream = rongCloud(deps, rongCloudSecret(deps));
  const chatrooms = chatroomStore(deps);
  const state = reconcilerState(deps);
  const lastId = lastChatroomId(deps);
  const endPending = pendingRooms(clock, upstream, chatrooms);
  const compare = roomComparison(clock, upstream, chatrooms);

  return async (deadlineAt) => {
    const leaseToken = randomBytes(tokenBytes).toString('base64url');
    if (!(await state.begin(leaseToken, deadlineAt))) return;
    const pending = await endPending(deadlineAt);
    const before = await state.comparison(deadlineAt);
    const last = await lastId(deadlineAt);
    const comparison = await compare(before, last, deadlineAt);
    await state.finish(leaseToken, comparison, deadlineAt);
    // The metric made of `lastId` is the mark that a restore of the tables does not turn back.
    logRun(deps, 'reconcile', { ...pending, ...comparison, lastId: last });
  };
});

export const handler = onSchedule(createHandler);
