import { compareAttendance } from './attendance/compare.ts';
import { readSetting, settings } from './contract/settings.ts';
import { attendanceReader, attendanceWriter } from './dynamodb/attendance.ts';
import { lastChatroomId } from './dynamodb/chatroom-ids.ts';
import { reconcilerState } from './dynamodb/reconciler-state.ts';
import { sanctionStore } from './dynamodb/sanctions.ts';
import { drawToken } from './platform/deps.ts';
import { onSchedule, scheduledFunction } from './platform/scheduled.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { endAbandonedCreates } from './rooms/abandoned-creates.ts';
import { checkDrift } from './rooms/drift-check.ts';
import { endPendingWork } from './rooms/pending-work.ts';
import { roomContext } from './rooms/room-context.ts';

/** Every minute: ends what stopped half way, then checks some active rooms for drift. */
export const createHandler = scheduledFunction('reconcile', (deps) => {
  const rooms = roomContext(deps);
  const members = { ...rooms, attendance: attendanceReader(deps), store: attendanceWriter(deps) };
  const context = {
    ...rooms,
    sanctions: sanctionStore(deps),
    compareAttendance: compareAttendance.bind(undefined, members),
  };
  const state = reconcilerState(deps);
  const findLastId = lastChatroomId(deps);
  const beforeFirstId = readSetting(deps.environment, settings.firstRoomId) - 1;

  return async (deadlineAt) => {
    const leaseToken = drawToken(deps);
    const before = await state.begin(leaseToken, deadlineAt);
    if (before === undefined) return;
    const lastId = await findLastId(deadlineAt);
    const start = { ...before, settledTo: before.settledTo ?? beforeFirstId };
    const creates = await endAbandonedCreates(context, start, lastId, deadlineAt);
    const work = await endPendingWork(context, deadlineAt);
    const after = await checkDrift(context, creates.after, deadlineAt);
    await state.finish(leaseToken, after, deadlineAt);
    const { compared, missing, unreported } = after;
    // The metric made of `lastId` is the mark that a restore of the tables does not turn back.
    const { givenUp } = creates;
    deps.output('info', { run: 'reconcile', givenUp, ...work, compared, missing, unreported, lastId });
  };
});

export const handler = onSchedule(createHandler, undiciDeps);
