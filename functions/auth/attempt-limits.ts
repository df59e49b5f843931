import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { day, failuresWithin, msUntilBelow, quarterHour, stretchAt, type Window } from './attempt-counter.ts';
import type { AttemptCounter, CounterCondition } from './login-store.ts';

/** How many failures one kind of counter allows. */
export interface AttemptLimit {
  readonly window: Window;
  readonly most: number;
  /**
   * Where given, one more attempt is let through after this wait, and each that fails doubles the next wait. Where
   * not, none is until enough failures are older than the window.
   */
  readonly firstWaitMs?: number;
}

/** A wait that doubles ends here: nobody is shut out for good. */
const longestWaitMs = 15 * 60_000;
/** The longest that anybody is told to wait: what a quarter-hour's limit needs at most. */
const longestToldMs = quarterHour.lengthMs + quarterHour.stretchMs;

export interface AttemptLimits {
  /** One user from one network. */
  readonly pair: readonly AttemptLimit[];
  /** One user from all networks on which they have not logged in of late. */
  readonly user: readonly AttemptLimit[];
  /** All users from one network, save those who have logged in there of late. */
  readonly network: readonly AttemptLimit[];
}

/** The limits, by the settings of the deployment. */
export function attemptLimits({ environment }: Pick<Deps, 'environment'>): AttemptLimits {
  const daily = readSetting(environment, settings.loginUserDailyFailures);
  return {
    pair: [
      {
        window: quarterHour,
        most: readSetting(environment, settings.loginFreeFailures),
        firstWaitMs: 1_000,
      },
      { window: day, most: daily, firstWaitMs: longestWaitMs },
    ],
    user: [
      { window: quarterHour, most: readSetting(environment, settings.loginUserFailures) },
      { window: day, most: daily },
    ],
    network: [{ window: quarterHour, most: readSetting(environment, settings.loginNetworkFailures) }],
  };
}

function waitFor(limit: AttemptLimit, counter: AttemptCounter, now: number): number {
  const { window, most, firstWaitMs } = limit;
  if (firstWaitMs === undefined) return msUntilBelow(counter, window, { most, now });
  const beyond = failuresWithin(counter, window, now) - most;
  if (beyond < 0) return 0;
  const waitMs = Math.min(firstWaitMs * 2 ** beyond, longestWaitMs);
  return Math.max(0, (counter.lastFailureAt ?? 0) + waitMs - now);
}

/** How long until the next attempt is let through; 0 where it may come now. */
export const msUntilAllowed = (limits: readonly AttemptLimit[], counter: AttemptCounter, now: number) =>
  Math.min(longestToldMs, Math.max(...limits.map((limit) => waitFor(limit, counter, now))));

/**
 * What must still hold when an attempt is counted ahead, so that of many that read the same counter only as many as
 * it allows get through. Seconds may lie between reading and counting, and a stretch may end in them: so the stretch
 * before must not have grown either.
 */
export function stillAllowed(
  limits: readonly AttemptLimit[],
  counter: AttemptCounter,
  now: number,
): readonly CounterCondition[] {
  return limits.flatMap(({ window, most, firstWaitMs }): CounterCondition[] => {
    const failures = failuresWithin(counter, window, now);
    if (firstWaitMs !== undefined && failures >= most) {
      return [{ attribute: 'lastFailureAt', equals: counter.lastFailureAt }];
    }
    const current = stretchAt(window, now);
    const before = stretchAt(window, now - window.stretchMs);
    return [
      { attribute: current, below: most - failures + (counter[current] ?? 0) },
      { attribute: before, below: (counter[before] ?? 0) + 1 },
    ];
  });
}
