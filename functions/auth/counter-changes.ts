import { day, pastStretches, quarterHour, stretchAt, stretchNames } from './attempt-counter.ts';
import { stillAllowed } from './attempt-limits.ts';
import type { AttemptCounter, CounterChange } from './login-store.ts';
import { isRenewalDue, knownForMs, type Scope } from './scopes.ts';

/** The longest window and an hour more: after that the store may forget a counter. */
const keepMs = 25 * 3_600_000;

/** DynamoDB's clean-up goes by seconds since the epoch. */
const expiresAt = (atMs: number) => Math.ceil(atMs / 1_000);

const failures = (at: number, by: 1 | -1) => ({
  [stretchAt(quarterHour, at)]: by,
  [stretchAt(day, at)]: by,
});

/** A failed attempt. */
export const countFailure = ({ key, counter }: Scope, now: number): CounterChange => ({
  key,
  add: failures(now, 1),
  set: { lastFailureAt: now, expiresAt: expiresAt(Math.max(counter.knownUntil ?? 0, now + keepMs)) },
  remove: pastStretches(counter, now),
});

/** An attempt counted as failed before it is checked, if its place is still free. */
export const countAhead = (scope: Scope, now: number): CounterChange => ({
  ...countFailure(scope, now),
  onlyIf: stillAllowed(scope.limits, scope.counter, now),
});

/** The last failure as it was before the attempt that was counted ahead. */
const earlierFailure = ({
  lastFailureAt,
}: AttemptCounter): Required<Pick<CounterChange, 'set' | 'remove'>> =>
  lastFailureAt === undefined
    ? { set: {}, remove: ['lastFailureAt'] }
    : { set: { lastFailureAt }, remove: [] };

/** Takes back what was counted ahead at `at`. */
export const giveBack = ({ key, counter }: Scope, at: number): CounterChange => ({
  key,
  add: failures(at, -1),
  ...earlierFailure(counter),
});

const known = (now: number) => ({ knownUntil: now + knownForMs, expiresAt: expiresAt(now + knownForMs) });

/** A login on a known network whose mark is to last longer. */
const renewKnown = ({ key }: Scope, now: number): CounterChange => ({ key, set: known(now) });

/**
 * A login that was counted ahead at `at` and succeeded: its network is known from now on, and the waits begin anew.
 * The day's failures stay, or a neighbour on the same network could guess on after every login.
 */
function succeedAhead({ key, counter }: Scope, at: number): CounterChange {
  const { set, remove } = earlierFailure(counter);
  const minutes = new Set([...stretchNames(counter, quarterHour), stretchAt(quarterHour, at)]);
  return {
    key,
    add: { [stretchAt(day, at)]: -1 },
    set: { ...set, ...known(at) },
    remove: [...remove, ...minutes],
  };
}

/** What a right password writes: nothing on a known network without recent failures, until its mark is half over. */
export function successChanges(
  { ahead, late, pairKey }: { ahead: readonly Scope[]; late: readonly Scope[]; pairKey: string },
  now: number,
): readonly CounterChange[] {
  const renewed = late.filter(({ key, counter }) => key === pairKey && isRenewalDue(counter, now));
  return [
    ...ahead.map((scope) => (scope.key === pairKey ? succeedAhead(scope, now) : giveBack(scope, now))),
    ...renewed.map((scope) => renewKnown(scope, now)),
  ];
}
