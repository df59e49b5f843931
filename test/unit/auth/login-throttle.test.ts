import { describe, expect, it } from 'vitest';
import { day, farAway, minute, right, startThrottle, wrongs } from './throttled-check.ts';

describe('one user from one client network', () => {
  it('allows five wrong passwords, then waits, also with the right one', async () => {
    const { outcome, times, checks } = startThrottle();
    expect(await times(7, () => outcome('x'))).toEqual([...wrongs(5), 1, 1]);
    expect(await outcome(right)).toBe(1);
    expect(checks()).toBe(5);
  });

  it('waits twice as long after each further failure', async () => {
    const { outcome, times, clock } = startThrottle();
    await times(5, () => outcome('x'));
    const waits = await times(7, async () => {
      const wait = Number(await outcome('x'));
      await clock.advance(wait * 1_000 - 1);
      expect(await outcome('x')).toBe(1);
      await clock.advance(1);
      expect(await outcome('x')).toBe('wrong');
      return wait;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64]);
  });

  it('rounds Retry-After up: who waits that long is not refused again', async () => {
    const { outcome, times, clock } = startThrottle();
    await times(5, () => outcome('x'));
    await clock.advance(1_000);
    await outcome('x');
    await clock.advance(1);
    expect(await outcome('x')).toBe(2);
  });

  it('waits at most 15 minutes, and guesses at most 100 + 96 times a day on a known network', async () => {
    const { outcome, times, checks, clock } = startThrottle();
    await outcome(right);
    const waits = await times(24 * 60, async () => {
      const wait = Number(await outcome('x')) || 0;
      await clock.advance(minute);
      // The owner logs in too, which resets the waits but not the day's count.
      if (wait === 0) await outcome(right);
      return wait;
    });
    expect(Math.max(...waits.map(Number))).toBeLessThanOrEqual(900);
    expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(196);
    expect(checks()).toBeGreaterThan(100);
  });

  it('starts again after the right password', async () => {
    const { outcome, times, clock } = startThrottle();
    await times(6, () => outcome('x'));
    await clock.advance(1_000);
    expect(await outcome(right)).toBe('right');
    expect(await times(6, () => outcome('x'))).toEqual([...wrongs(5), 1]);
  });

  it('is limited by LOGIN_FREE_FAILURES', async () => {
    const { outcome, times } = startThrottle({ LOGIN_FREE_FAILURES: '2' });
    expect(await times(3, () => outcome('x'))).toEqual(['wrong', 'wrong', 1]);
  });

  it('checks five of 200 guesses that are sent at once', async () => {
    const { outcome, atOnce, checks } = startThrottle();
    await atOnce(200, () => outcome('x'));
    expect(checks()).toBe(5);
  });

  it('checks one of several guesses that are sent at once after a wait', async () => {
    const { outcome, atOnce, times, checks, clock } = startThrottle();
    await times(5, () => outcome('x'));
    await clock.advance(1_000);
    await atOnce(20, () => outcome('x'));
    expect(checks()).toBe(6);
  });

  it('checks two more guesses at once on a known network after three failures', async () => {
    const { outcome, atOnce, times, checks } = startThrottle();
    await outcome(right);
    await times(3, () => outcome('x'));
    await atOnce(50, () => outcome('x'));
    expect(checks()).toBe(1 + 3 + 2);
  });

  it('counts all guesses on a known network that are sent at once before the first failure', async () => {
    const { outcome, atOnce, checks, clock } = startThrottle();
    await outcome(right);
    await atOnce(50, () => outcome('x'));
    expect(await outcome(right)).toBe(900);
    await clock.advance(15 * minute);
    await atOnce(50, () => outcome('x'));
    expect(checks()).toBe(1 + 50 + 1);
  });
});

describe('guesses at one account from everywhere', () => {
  const guess = (index: number) => ({ from: farAway(index) });

  it('are checked twenty times at first, then every 45 seconds', async () => {
    const { outcome, times, checks, clock } = startThrottle();
    await times(200, (index) => outcome('x', guess(index)));
    expect(checks()).toBe(20);
    expect(await outcome('x', guess(200))).toBe(45);
    await clock.advance(44_999);
    expect(await outcome('x', guess(200))).toBe(1);
    await clock.advance(1);
    expect(await outcome('x', guess(200))).toBe('wrong');
    expect(await outcome('x', guess(201))).toBe(45);
  });

  it('are checked 5 at a time if they are sent at once, and 20 in all', async () => {
    const { outcome, times, atOnce, checks } = startThrottle();
    const after = await times(6, async () => {
      await atOnce(200, (index) => outcome('x', guess(index)));
      return checks();
    });
    expect(after).toEqual([5, 10, 15, 20, 20, 20]);
  });

  it('are checked 100 + 96 times in any day, and never shut out a new network for more than 15 minutes', async () => {
    const { outcome, times, checks, clock } = startThrottle();
    const checkedAt: number[] = [];
    const waits = await times(3 * 24 * 60, async (index) => {
      const before = checks();
      const wait = await outcome('x', guess(index));
      if (checks() > before) checkedAt.push(clock.now());
      await clock.advance(minute);
      return Number(wait) || 0;
    });
    const inDay = checkedAt.map((start) => checkedAt.filter((at) => at >= start && at < start + day).length);
    expect(Math.max(...inDay)).toBeGreaterThan(100);
    expect(Math.max(...inDay)).toBeLessThanOrEqual(196);
    expect(Math.max(...waits.map(Number))).toBeLessThanOrEqual(900);
  });

  it('do not affect the user on a known network, who writes nothing', async () => {
    const { outcome, times, store } = startThrottle();
    await outcome(right);
    await times(300, (index) => outcome('x', guess(index)));
    const before = store.writes();
    expect(await times(100, () => outcome(right))).toEqual(Array(100).fill('right'));
    expect(store.writes()).toBe(before);
    expect(await outcome(right, { from: '192.0.2.1' })).toBeGreaterThan(0);
  });

  it('do not affect the user on an address near a known one', async () => {
    const { outcome, times } = startThrottle();
    await outcome(right, { from: '203.0.113.7' });
    await times(300, (index) => outcome('x', guess(index)));
    expect(await outcome(right, { from: '203.0.113.200' })).toBe('right');
    expect(await outcome(right, { from: '203.0.114.7' })).toBeGreaterThan(0);
  });

  it('are limited near a known address too, with their own count', async () => {
    const { outcome, times, checks } = startThrottle();
    await outcome(right, { from: '203.0.113.7' });
    await times(100, (index) => outcome('x', { from: `203.0.113.${index + 10}` }));
    expect(checks()).toBe(1 + 20);
    expect(await outcome('x', { from: '198.51.100.1' })).toBe('wrong');
    expect(await outcome(right, { from: '203.0.113.7' })).toBe('right');
  });

  it('are limited by LOGIN_USER_FAILURES', async () => {
    const { outcome, times, checks } = startThrottle({ LOGIN_USER_FAILURES: '3' });
    await times(20, (index) => outcome('x', guess(index)));
    expect(checks()).toBe(3);
  });
});

describe('one client network', () => {
  const guess = (index: number) => ({ user: `user${index}` });

  it('allows wrong passwords of fifty accounts, then one every 18 seconds', async () => {
    const { outcome, times, checks, clock } = startThrottle();
    await times(500, (index) => outcome('123456', guess(index)));
    expect(checks()).toBe(50);
    expect(await outcome('x', guess(500))).toBe(18);
    await clock.advance(17_999);
    expect(await outcome('x', guess(500))).toBe(1);
    await clock.advance(1);
    expect(await outcome('x', guess(500))).toBe('wrong');
    expect(await outcome('x', guess(501))).toBe(18);
    expect(await outcome('x', { ...guess(501), from: '198.51.100.1' })).toBe('wrong');
  });

  it('is limited by LOGIN_NETWORK_FAILURES', async () => {
    const { outcome, times, checks } = startThrottle({ LOGIN_NETWORK_FAILURES: '10' });
    expect((await times(11, (index) => outcome('x', guess(index)))).at(-1)).toBe(90);
    expect(checks()).toBe(10);
  });

  it('checks no further accounts at once after the first failure', async () => {
    const { outcome, atOnce, checks } = startThrottle();
    await outcome('x', guess(0));
    await atOnce(300, (index) => outcome('x', guess(1 + index)));
    expect(checks()).toBe(50);
  });

  it('counts an account once, however often it fails', async () => {
    const { outcome, times, checks } = startThrottle();
    await times(4, () => outcome('x', guess(0)));
    await times(100, (index) => outcome('x', guess(1 + index)));
    expect(checks()).toBe(4 + 49);
    // Its token is taken already.
    expect(await outcome('x', guess(0))).toBe('wrong');
  });

  it('counts an account once if its calls fail at the same moment', async () => {
    const { outcome, atOnce, times, checks } = startThrottle();
    await atOnce(4, () => outcome('x', guess(0)));
    await times(100, (index) => outcome('x', guess(1 + index)));
    expect(checks()).toBe(4 + 49);
  });

  it('gets the token back when the account logs in, and one more', async () => {
    const { outcome, times, checks } = startThrottle();
    await times(50, (index) => outcome('x', guess(index)));
    expect(await outcome('x', guess(50))).toBe(18);
    expect(await outcome(right, guess(7))).toBe('right');
    expect(await times(3, (index) => outcome('x', guess(60 + index)))).toEqual(['wrong', 'wrong', 18]);
    expect(checks()).toBe(50 + 1 + 2);
  });

  it('grows with each account that logs in while others fail', async () => {
    const { outcome, times, checks } = startThrottle();
    await outcome('x', guess(0));
    await times(30, (index) => outcome(right, { user: `pupil${index}` }));
    await times(300, (index) => outcome('x', guess(1 + index)));
    expect(checks() - 30).toBe(50 + 30);
  });

  it('does not affect users who are known there', async () => {
    const { outcome, times } = startThrottle();
    await outcome(right, { user: 'bob' });
    await times(60, (index) => outcome('x', guess(index)));
    expect(await outcome(right, { user: 'bob' })).toBe('right');
    expect(await outcome(right, { user: 'eve' })).toBe(18);
  });

  it('allows the first login of a class of 1,000 at once', async () => {
    const { outcome, atOnce } = startThrottle();
    expect(await atOnce(1_000, (index) => outcome(right, { user: `pupil${index}` }))).toEqual(
      Array(1_000).fill('right'),
    );
  });
});
