import { attemptOf } from '../../../functions/auth/login-limits.ts';
import { loginThrottle } from '../../../functions/auth/login-throttle.ts';
import { Failure } from '../../../functions/contract/failure.ts';
import { type LogEntry, processDeps } from '../../../functions/platform/deps.ts';
import { attemptStore } from '../../support/attempt-store.ts';
import { manualClock } from '../../support/manual-clock.ts';

export const right = 'right';
export const home = '203.0.113.7';
export const minute = 60_000;
export const day = 24 * 60 * minute;
export const wrongs = (count: number) => Array(count).fill('wrong');

/** One of many addresses without neighbours among them. */
export const farAway = (index: number) => `10.${index >> 8}.${index & 255}.1`;

interface From {
  readonly user?: string;
  readonly from?: string;
  /** Runs between the reservation and its settlement. */
  readonly meanwhile?: () => unknown;
}

/** The throttle with a check that costs nothing, and a count of the checks. */
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
  const reserve = loginThrottle(deps, store);
  let checks = 0;
  /** 'right', 'wrong', or the seconds to wait. */
  const outcome = async (password: string, { user = 'ann', from = home, meanwhile }: From = {}) => {
    const deadlineAt = clock.now() + 8_500;
    try {
      const settle = await reserve(attemptOf(user, from), deadlineAt);
      checks += 1;
      await meanwhile?.();
      await settle(password === right, deadlineAt);
      return password === right ? 'right' : 'wrong';
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
    reserve,
    outcome,
    checks: () => checks,
    /** One after the other. */
    times: async (count: number, run: (index: number) => Promise<unknown>) => {
      const outcomes = [];
      for (let index = 0; index < count; index += 1) outcomes.push(await run(index));
      return outcomes;
    },
    /** All of them at once. */
    atOnce: (count: number, run: (index: number) => Promise<unknown>) =>
      Promise.all(Array.from({ length: count }, (_, index) => run(index))),
  };
}
