import { readSetting, settings } from './contract/settings.ts';
import { lastChatroomId } from './dynamodb/chatroom-ids.ts';
import { chatroomStore } from './dynamodb/chatrooms.ts';
import { reconcilerState } from './dynamodb/reconciler-state.ts';
import { logRun } from './platform/log.ts';
import { onSchedule, scheduledFunction } from './platform/scheduled.ts';
import { rongCloudSecret } from './platform/secret-text.ts';
import { rongCloud } from './rongcloud/client.ts';
import { endAbandonedCreates } from './rooms/abandoned-creates.ts';
import { checkDrift } from './rooms/drift-check.ts';
import { endPendingDestroys } from './rooms/pending-destroys.ts';

/** 96 random bits: no two runs draw the same token. */
const tokenBytes = 12;

/** Every minute: ends what stopped half way, then checks some active rooms for drift. */
export const createHandler = scheduledFunction('reconcile', (deps) => {
  const { clock, randomBytes, environment } = deps;
  const upstream = rongCloud(deps, rongCloudSecret(deps));
  const context = { clock, upstream, chatrooms: chatroomStore(deps) };
  const state = reconcilerState(deps);
  const findLastId = lastChatroomId(deps);
  const beforeFirstId = readSetting(environment, settings.firstRoomId) - 1;

  return async (deadlineAt) => {
    const leaseToken = randomBytes(tokenBytes).toString('base64url');
    const before = await state.begin(leaseToken, deadlineAt);
    if (before === undefined) return;
    const lastId = await findLastId(deadlineAt);
    const start = { ...before, settledTo: before.settledTo ?? beforeFirstId };
    const creates = await endAbandonedCreates(context, start, { lastId, deadlineAt });
    const destroys = await endPendingDestroys(context, deadlineAt);
    const after = await checkDrift(context, creates.after, deadlineAt);
    await state.finish(leaseToken, after, deadlineAt);
    const { compared, missing } = after;
    // The metric made of `lastId` is the mark that a restore of the tables does not turn back.
    logRun(deps, 'reconcile', { givenUp: creates.givenUp, ...destroys, compared, missing, lastId });
  };
});

export const handler = onSchedule(createHandler);
