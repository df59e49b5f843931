import { describe, expect, it } from 'vitest';
import { day, quarterHour, stretchAt } from '../../../functions/auth/attempt-counter.ts';
import { counterKeys } from '../../../functions/auth/scopes.ts';
import { home, minute, right, startThrottle } from './throttled-check.ts';

describe('a login that succeeds', () => {
  it('writes nothing on a known network for a fortnight, then once', async () => {
    const { outcome, times, store, clock } = startThrottle();
    await outcome(right);
    const before = store.writes();
    await times(15, async () => {
      await outcome(right);
      await clock.advance(24 * 60 * minute - 1);
    });
    expect(store.writes()).toBe(before);
    await clock.advance(minute);
    await times(10, () => outcome(right));
    expect(store.writes()).toBe(before + 1);
  });

  it('makes a network known for thirty days', async () => {
    const { outcome, times, clock } = startThrottle();
    const attack = () => times(30, (index) => outcome('x', { network: `10.0.0.${index}` }));
    await outcome(right);
    await clock.advance(30 * 24 * 60 * minute - 1);
    await attack();
    expect(await outcome(right)).toBe('right');
    await clock.advance(31 * 24 * 60 * minute);
    await attack();
    expect(await outcome(right)).toBeGreaterThan(0);
  });

  it('after two errors on a known network writes nothing more than they did', async () => {
    const { outcome, times, store } = startThrottle();
    await outcome(right);
    await times(2, () => outcome('x'));
    const before = store.writes();
    expect(await outcome(right)).toBe('right');
    expect(store.writes()).toBe(before);
  });
});

describe('a counter', () => {
  it('counts no failure twice and none that was not one', async () => {
    const { outcome, store } = startThrottle({ LOGIN_FREE_FAILURES: '1000', LOGIN_USER_FAILURES: '1000' });
    const attempts = Array.from({ length: 60 }, (_, index) => outcome(index % 3 === 0 ? right : 'x'));
    await Promise.all(attempts);
    const keys = counterKeys('ann', home);
    const hours = Object.entries(store.counters.get(keys.user) ?? {}).filter(([name]) =>
      name.startsWith('h'),
    );
    expect(hours.map(([, failures]) => failures)).toEqual([40]);
  });

  it('from which more was taken back than it had still counts each guess before it is checked', async () => {
    const { outcome, store, clock, checks } = startThrottle();
    const { user } = counterKeys('ann', home);
    store.counters.set(user, {
      [stretchAt(quarterHour, clock.now())]: -2,
      [stretchAt(day, clock.now())]: -2,
    });
    const guesses = Array.from({ length: 60 }, (_, index) => outcome('x', { network: `10.0.0.${index}` }));
    await Promise.all(guesses);
    expect(checks()).toBe(20);
  });

  it('is kept under a key that shows no name and no address', () => {
    const { pair, user, network } = counterKeys('my secret typed as a name', home);
    expect([pair, user, network]).toEqual(Array(3).fill(expect.stringMatching(/^[\w-]{43}$/)));
    expect(counterKeys('ann', 'b').pair).not.toBe(counterKeys('an', 'nb').pair);
  });

  it('stays small however long the attack lasts', async () => {
    const { outcome, times, store, clock } = startThrottle();
    await times(5_000, async (index) => {
      await outcome('x', { network: `10.0.${index % 8}.1` });
      await clock.advance(5 * minute);
    });
    const sizes = [...store.counters.values()].map((counter) => Object.keys(counter).length);
    expect(Math.max(...sizes)).toBeLessThan(60);
  });
});

describe('while the counters cannot be reached', () => {
  it('a login is possible, five attempts on a user in a minute', async () => {
    const { outcome, times, clock, store } = startThrottle();
    store.fail('all');
    expect(await times(6, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 60]);
    expect(await outcome(right, { user: 'bob' })).toBe('right');
    await clock.advance(minute);
    expect(await outcome(right)).toBe('right');
    expect(await times(20, () => outcome(right))).toEqual(Array(20).fill('right'));
  });

  it('for one guess, that one is checked beyond the twenty, and the log has it', async () => {
    const { outcome, times, checks, log, store } = startThrottle();
    const guess = (index: number) => outcome('x', { network: `10.0.0.${index}` });
    await times(10, guess);
    store.fail('writes');
    await guess(10);
    store.fail('nothing');
    await times(100, (index) => guess(11 + index));
    expect(checks()).toBe(21);
    expect(log).toMatchObject([{ event: 'login-counters-unavailable' }]);
  });

  it('for writing alone, the same holds, and the log says so', async () => {
    const { outcome, times, log, store } = startThrottle();
    store.fail('writes');
    expect(await times(6, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 60]);
    expect(log[0]).toMatchObject({ event: 'login-counters-unavailable' });
  });
});
