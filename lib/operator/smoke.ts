import { setTimeout as pause } from 'node:timers/promises';
import { ImGateway } from 'im-gateway/client';
import { systemClock } from '../../functions/platform/deps.ts';
import { type Account, type CallForm, sendCall } from '../../functions/smoke/api-caller.ts';
import { callsPerRound, runSmokeCheck, type Step } from '../../functions/smoke/smoke-check.ts';

/** One call with its method and form of the path. */
export interface SmokeStep extends Step, CallForm {}

const forms = (['GET', 'POST'] as const).flatMap((method) =>
  (['/', ''] as const).map((slash): CallForm => ({ method, slash })),
);

export const callsInAll = forms.length * callsPerRound;

/**
 * Calls the five endpoints as apps do, in both forms of their paths, by GET and by POST. Destroys the rooms that it
 * creates.
 * @param url the address before /im/.
 */
export async function smokeSteps(url: string, account: Account): Promise<readonly SmokeStep[]> {
  const all: SmokeStep[] = [];
  for (const form of forms) {
    const steps = await runSmokeCheck({
      now: systemClock.now,
      // Its own name, so that no form gets the room of another.
      roomName: `smoke ${systemClock.now()} ${form.method}${form.slash}`,
      call: sendCall(url, account, form),
    });
    all.push(...steps.map((step) => ({ ...step, ...form })));
  }
  return all;
}

/** RongCloud usually sends a callback within two seconds. */
const defaultWithinMs = 10_000;
const pollMs = 250;

/**
 * Creates a chatroom and destroys it at once, so that an interrupted wait leaves none behind. Waits for the callback of its
 * creation, which the attendance shows also afterwards.
 * @returns true if the callback came in time. @throws ImGatewayError
 */
export async function callbacksArrive(
  url: string,
  account: Account,
  withinMs = defaultWithinMs,
): Promise<boolean> {
  const gateway = new ImGateway({ url, ...account });
  const endsAt = Date.now() + withinMs;
  const { id } = await gateway.chatroomCreate({ live_id: 'smoke', name: `smoke ${Date.now()} callbacks` });
  await gateway.chatroomDestroy({ id });
  while (Date.now() < endsAt) {
    if ((await gateway.chatroomAttendance({ id })).complete) return true;
    await pause(pollMs);
  }
  return false;
}
