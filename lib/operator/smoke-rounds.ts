import { systemClock } from '../../functions/platform/deps.ts';
import { type Account, type CallForm, sendCall } from '../../functions/smoke/api-caller.ts';
import { callsPerRound, runSmokeCheck, type Step } from '../../functions/smoke/smoke-check.ts';

/** One call of a round with its method and form of the path. */
export interface SmokeStep extends Step, CallForm {}

const forms = (['GET', 'POST'] as const).flatMap((method) =>
  (['/', ''] as const).map((slash): CallForm => ({ method, slash })),
);

export const callsInAll = forms.length * callsPerRound;

async function roundIn(form: CallForm, url: string, account: Account): Promise<SmokeStep[]> {
  const steps = await runSmokeCheck({
    now: systemClock.now,
    // Its own name, so that no round gets the room of another.
    roomName: `smoke ${systemClock.now()} ${form.method}${form.slash}`,
    call: sendCall(systemClock, url, account, form),
  });
  return steps.map((step) => ({ ...step, ...form }));
}

/**
 * Calls the five endpoints as apps do, in both forms of their paths, by GET and by POST. Each round destroys the room
 * that it creates.
 * @param url the address before /im/.
 */
export async function smokeRounds(url: string, account: Account): Promise<readonly SmokeStep[]> {
  const steps: SmokeStep[] = [];
  for (const form of forms) steps.push(...(await roundIn(form, url, account)));
  return steps;
}
