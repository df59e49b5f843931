import { counterKeys } from '../../../functions/auth/scopes.ts';
import { loginThrottle } from '../../../functions/auth/throttle.ts';
import { Failure } from '../../../functions/contract/failure.ts';
import type { LogEntry } from '../../../functions/platform/deps.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { attemptStore } from '../../support/attempt-store.ts';
import { manualClock } from '../../support/manual-clock.ts';

export const right = 'right';
export const home = '203.0.113.7';
export const minute = 60_000;

/** The throttle before a check that costs nothing, with a count of how often it was made. */
export function startThrottle(variables: Record<string, string> = {}) {
  const clock = manualClock();
  const store = attemptStore();
  const log: LogEntry[] = [];
  const deps = {
    ...processDeps,
    clock,
    environment: variables,
    output: (_level: string, entry: LogEntry) => log.push(entry),
  };
  const throttle = loginThrottle(deps, store);
  let checks = 0;
  const attempt = async (password: string, { user = 'ann', network = home } = {}) => {
    const keys = counterKeys(user, network);
    const deadlineAt = clock.now() + 8_500;
    const admission = await throttle.admit(keys, deadlineAt);
    return await admission.run(async () => {
      checks += 1;
      return password === right;
    });
  };
  /** 'right', 'wrong', or how many seconds to wait. */
  const outcome = async (password: string, from?: { user?: string; network?: string }) => {
    try {
      return (await attempt(password, from)) ? 'right' : 'wrong';
    } catch (error) {
      if (error instanceof Failure && error.code === 'TOO_MANY_ATTEMPTS')
        return error.details.retryAfterSeconds;
      throw error;
    }
  };
  return {
    clock,
    store,
    log,
    outcome,
    checks: () => checks,
    times: async (count: number, run: (index: number) => Promise<unknown>) => {
      const outcomes = [];
      for (let index = 0; index < count; index += 1) outcomes.push(await run(index));
      return outcomes;
    },
  };
}
