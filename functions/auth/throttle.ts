import { Failure } from '../contract/failure.ts';
import type { Deps } from '../platform/deps.ts';
import { logTrouble } from '../platform/log.ts';
import { failuresWithin, quarterHour } from './attempt-counter.ts';
import { attemptLimits, msUntilAllowed } from './attempt-limits.ts';
import { countAhead, countFailure, giveBack, successChanges } from './counter-changes.ts';
import type { AttemptCounter, AttemptRecords, CounterChange } from './login-store.ts';
import { type CounterKeys, type Counters, isKnown, type Scope, scopesOf } from './scopes.ts';
import { uncountedLimiter } from './uncounted-limiter.ts';

/** Checks a password. @returns whether it is right. */
export type Check = () => Promise<boolean>;

/** A login that no wait stands against. */
export interface Admission {
  /**
   * Runs the check and counts how it ended; where guesses could overtake their counter, the attempt is counted
   * before it is checked.
   * @throws Failure TOO_MANY_ATTEMPTS where others were faster.
   */
  run(check: Check): Promise<boolean>;
}

export interface Throttle {
  /**
   * Reads the counters that bear on a login; where the user is known on the network, that is one.
   * @throws Failure TOO_MANY_ATTEMPTS where a wait is not over. The right password changes nothing about it.
   */
  admit(keys: CounterKeys, deadlineAt: number): Promise<Admission>;
}

/** Another attempt took the last free place a moment ago. */
const overtakenRetryAfterMs = 1_000;

const nothing: AttemptCounter = {};

const tooMany = ({ source }: CounterKeys, waitMs: number) =>
  new Failure('TOO_MANY_ATTEMPTS', {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    log: { network: source },
  });

/** Slows down whoever guesses passwords, by counters of failures in the store. */
export function loginThrottle(deps: Deps, store: AttemptRecords): Throttle {
  const { clock } = deps;
  const limits = attemptLimits(deps);
  const limiter = uncountedLimiter(clock);

  function uncounted(keys: CounterKeys): Admission {
    const { user } = keys;
    const waitMs = limiter.msUntilAllowed(user);
    if (waitMs > 0) throw tooMany(keys, waitMs);
    return {
      run: async (check) => {
        limiter.count(user);
        const isRight = await check();
        if (isRight) limiter.clear(user);
        return isRight;
      },
    };
  }

  const isCountedAhead = ({ counter, countAheadFrom }: Scope, now: number) =>
    failuresWithin(counter, quarterHour, now) >= countAheadFrom;

  /** @returns undefined where the counters cannot be reached. */
  async function tryOnCounters<T>(use: () => Promise<T>): Promise<T | undefined> {
    try {
      return await use();
    } catch (error) {
      logTrouble(deps, 'login-counters-unavailable', error);
      return undefined;
    }
  }

  const record = (changes: readonly CounterChange[], deadlineAt: number) =>
    Promise.all(changes.map((change) => store.count(change, deadlineAt)));

  /** Counts ahead in every scope or in none. @returns whether there was room in each. */
  async function reserve(scopes: readonly Scope[], now: number, deadlineAt: number): Promise<boolean> {
    const hasRoom = await Promise.all(scopes.map((scope) => store.count(countAhead(scope, now), deadlineAt)));
    if (hasRoom.every(Boolean)) return true;
    const taken = scopes.filter((_, index) => hasRoom[index]);
    // Refused it is, whatever becomes of what the others counted.
    await tryOnCounters(() =>
      record(
        taken.map((scope) => giveBack(scope, now)),
        deadlineAt,
      ),
    );
    return false;
  }

  async function read(keys: CounterKeys, deadlineAt: number): Promise<Counters> {
    const find = async (key: string) => (await store.findCounter(key, deadlineAt)) ?? nothing;
    const pair = await find(keys.pair);
    if (isKnown(pair, clock.now())) return { pair };
    const [user, network] = await Promise.all([find(keys.user), find(keys.network)]);
    return { pair, elsewhere: { user, network } };
  }

  const counted = (keys: CounterKeys, scopes: readonly Scope[], deadlineAt: number): Admission => ({
    run: async (check) => {
      const now = clock.now();
      const ahead = scopes.filter((scope) => isCountedAhead(scope, now));
      const late = scopes.filter((scope) => !ahead.includes(scope));
      const hasRoom = await tryOnCounters(() => reserve(ahead, now, deadlineAt));
      if (hasRoom === undefined) return await uncounted(keys).run(check);
      if (!hasRoom) throw tooMany(keys, overtakenRetryAfterMs);
      const isRight = await check();
      const changes = isRight
        ? successChanges({ ahead, late, pairKey: keys.pair }, now)
        : late.map((scope) => countFailure(scope, now));
      // The answer stands whatever becomes of its record.
      await tryOnCounters(() => record(changes, deadlineAt));
      return isRight;
    },
  });

  return {
    admit: async (keys, deadlineAt) => {
      const counters = await tryOnCounters(() => read(keys, deadlineAt));
      if (counters === undefined) return uncounted(keys);
      const scopes = scopesOf(keys, counters, limits);
      const now = clock.now();
      const waitMs = Math.max(...scopes.map((scope) => msUntilAllowed(scope.limits, scope.counter, now)));
      if (waitMs > 0) throw tooMany(keys, waitMs);
      return counted(keys, scopes, deadlineAt);
    },
  };
}
