import { describe, expect, it } from 'vitest';
import { attemptOf } from '../../../functions/auth/login-limits.ts';
import { day, farAway, home, minute, right, startThrottle, wrongs } from './throttled-check.ts';

describe('an attempt in progress', () => {
  it('is no failure: an attempt that it blocks gets Retry-After 1', async () => {
    const { outcome, times } = startThrottle({ LOGIN_USER_FAILURES: '1' });
    let other: unknown;
    const meanwhile = async () => {
      other = await outcome(right, { from: '198.51.100.1' });
    };
    expect(await outcome(right, { meanwhile })).toBe('right');
    expect(other).toBe(1);
    expect(await times(3, (index) => outcome(right, { from: farAway(index) }))).toEqual(
      Array(3).fill('right'),
    );
  });

  it('that never ends loses its reservation after ten seconds, and counts as no failure', async () => {
    const { outcome, reserve, clock, store } = startThrottle({ LOGIN_USER_FAILURES: '1' });
    await reserve(attemptOf('ann', home), clock.now() + 8_500);
    await clock.advance(9_999);
    expect(await outcome(right, { from: '198.51.100.1' })).toBe(1);
    await clock.advance(1);
    expect(await outcome('x', { from: '198.51.100.1' })).toBe('wrong');
    const { account } = attemptOf('ann', home).keys;
    expect(store.items.get(account)?.inProgress).toEqual([]);
  });

  it('whose settlement is lost is no failure', async () => {
    const { outcome, store, clock, log } = startThrottle({ LOGIN_USER_FAILURES: '1' });
    expect(await outcome(right, { meanwhile: () => store.fail('writes') })).toBe('right');
    store.fail('nothing');
    expect(log).toMatchObject([{ event: 'login-counters-unavailable' }]);
    expect(await outcome(right, { from: '198.51.100.1' })).toBe(1);
    await clock.advance(10_000);
    expect(await outcome(right, { from: '198.51.100.1' })).toBe('right');
  });
});

describe('an attempt that is refused', () => {
  it('releases its reservations', async () => {
    const { outcome, atOnce, times, store, checks } = startThrottle();
    await times(49, (index) => outcome('x', { user: `user${index}` }));
    await atOnce(20, (index) => outcome(right, { user: `pupil${index}` }));
    expect(checks()).toBeLessThan(49 + 20);
    expect([...store.items.values()].filter(({ inProgress }) => inProgress.length > 0)).toEqual([]);
  });
});

describe('a wrong password', () => {
  it('writes once on a known network', async () => {
    const { outcome, store } = startThrottle();
    await outcome(right);
    const before = store.writes();
    await outcome('x');
    expect(store.writes()).toBe(before + 1);
  });

  it('is counted once when each change is sent twice', async () => {
    const { outcome, times, store, checks, log } = startThrottle();
    const { changeAttempts } = store;
    store.changeAttempts = async (change) => {
      await changeAttempts(change);
      return await changeAttempts(change);
    };
    await times(40, (index) => outcome('x', { from: farAway(index) }));
    expect(checks()).toBe(20);
    expect(log).toEqual([]);
  });
});

describe('a right password', () => {
  it('writes twice on a new network, and nothing on a known one for 15 days, then once', async () => {
    const { outcome, times, store, clock } = startThrottle();
    await outcome(right);
    expect(store.writes()).toBe(2);
    await times(15, async () => {
      await outcome(right);
      await clock.advance(day - 1);
    });
    expect(store.writes()).toBe(2);
    await clock.advance(minute);
    await times(10, () => outcome(right));
    expect(store.writes()).toBe(3);
  });

  it('makes a network known for 30 days', async () => {
    const { outcome, times, clock } = startThrottle();
    const attack = () => times(30, (index) => outcome('x', { from: farAway(index) }));
    await outcome(right);
    await clock.advance(30 * day - 1);
    await attack();
    expect(await outcome(right)).toBe('right');
    await clock.advance(31 * day);
    await attack();
    expect(await outcome(right)).toBeGreaterThan(0);
  });

  it('writes nothing after two errors on a known network', async () => {
    const { outcome, times, store } = startThrottle();
    await outcome(right);
    await times(2, () => outcome('x'));
    const before = store.writes();
    expect(await outcome(right)).toBe('right');
    expect(store.writes()).toBe(before);
  });
});

describe('the stored items', () => {
  it('have keys that show no name and no address', () => {
    const keys = Object.values(attemptOf('my secret typed as a name', home).keys);
    expect(keys).toEqual(Array(3).fill(expect.stringMatching(/^[\w-]{43}$/)));
    expect(attemptOf('ann', 'b').keys.pair).not.toBe(attemptOf('an', 'nb').keys.pair);
  });

  it('stay small with many guesses and logins from different addresses', async () => {
    const { outcome, times, store, clock } = startThrottle();
    await times(300, async (index) => {
      await outcome('x', { from: farAway(index) });
      await outcome(right, { from: farAway(1_000 + index) });
      await clock.advance(5 * minute);
    });
    const sizes = [...store.items.values()].map(({ numbers }) => Object.keys(numbers).length);
    expect(Math.max(...sizes)).toBeLessThan(40);
  });

  it('expire: a pair after two days, an account and a network after 31', async () => {
    const { outcome, store, clock } = startThrottle();
    await outcome('x');
    const { keys } = attemptOf('ann', home);
    const expiry = (key: string) => (store.items.get(key)?.numbers.expiresAt ?? 0) - clock.now() / 1_000;
    expect([keys.pair, keys.account, keys.network].map(expiry)).toEqual([172_800, 2_678_400, 2_678_400]);
  });
});

describe('while the items cannot be reached', () => {
  it('allows five attempts per user and minute', async () => {
    const { outcome, times, clock, store } = startThrottle();
    store.fail('all');
    expect(await times(6, () => outcome('x'))).toEqual([...wrongs(5), 60]);
    expect(await outcome(right, { user: 'bob' })).toBe('right');
    await clock.advance(minute);
    expect(await outcome(right)).toBe('right');
    expect(await times(20, () => outcome(right))).toEqual(Array(20).fill('right'));
  });

  it('remembers 1,000 users, and forgets only the first of them for another', async () => {
    const { outcome, times, store } = startThrottle();
    store.fail('all');
    await times(5, () => outcome('x', { user: 'first' }));
    await times(5, () => outcome('x'));
    await times(998, (index) => outcome('x', { user: `user${index}` }));
    expect(await outcome('x', { user: 'first' })).toBe(60);
    expect(await outcome('x', { user: 'another' })).toBe('wrong');
    expect(await outcome('x')).toBe(60);
    expect(await outcome('x', { user: 'first' })).toBe('wrong');
  });

  it('does the same if they can only be read, and logs it', async () => {
    const { outcome, times, log, store } = startThrottle();
    store.fail('writes');
    expect(await times(6, () => outcome('x'))).toEqual([...wrongs(5), 60]);
    expect(log[0]).toMatchObject({ event: 'login-counters-unavailable' });
  });
});
