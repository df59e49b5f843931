import { scheduled } from '../../functions/contract/scheduled.ts';
import { chatroomStore } from '../../functions/dynamodb/chatrooms.ts';
import { createHandler as createReconcile } from '../../functions/reconcile.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { startLocalWorld } from '../support/world.ts';

export const teacher = { username: 'teacher1', password: '123456' };
export const student = { username: 'student1', password: '123456' };
export const course = { ...teacher, live_id: '9', name: 'Algebra' };

/** A service whose clock stands still until the test moves it; its reconciler runs when the test says so. */
export async function startStillWorld(variables: Record<string, string> = {}) {
  const clock: ManualClock = manualClock();
  const world = await startLocalWorld({
    clock,
    variables,
    passwordCost: cheapPasswordCost,
    runsSchedules: false,
  });
  const { runtime } = world.service;
  const reconcile = createReconcile(runtime);
  return {
    ...world,
    clock,
    post: (path: string, fields: Record<string, string>) =>
      world.call(`/im/${path}`, { method: 'POST', body: new URLSearchParams(fields) }),
    row: (id: unknown) => chatroomStore(runtime).find(Number(id), clock.now() + 5_000),
    reconcile: () => reconcile({}, { getRemainingTimeInMillis: () => scheduled.reconcile.timeoutMs }),
    upstream: (path: string) => world.emulator.calls.filter((call) => call.path === path),
  };
}
