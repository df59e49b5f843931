import { describe, expect, it } from 'vitest';
import { minute, right, startThrottle } from './throttled-check.ts';

describe('many wrong passwords for one user from one network', () => {
  it('are checked five times and then refused, the right one too', async () => {
    const { outcome, times, checks } = startThrottle();
    expect(await times(7, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 1, 1]);
    expect(await outcome(right)).toBe(1);
    await times(200, () => outcome('x'));
    expect(checks()).toBe(5);
  });

  it('wait twice as long after each further one', async () => {
    const { outcome, times, clock } = startThrottle();
    await times(5, () => outcome('x'));
    const waits = await times(8, async () => {
      const wait = await outcome('x');
      await clock.advance(Number(wait) * 1_000);
      expect(await outcome('x')).toBe('wrong');
      return wait;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
  });

  it('never wait longer than sixteen minutes', async () => {
    const { outcome, times, clock } = startThrottle();
    let longest = 0;
    await times(2_000, async () => {
      const result = await outcome('x');
      longest = Math.max(longest, Number(result) || 0);
      await clock.advance(minute);
    });
    expect(longest).toBe(960);
  });

  it('leave the user of another network alone', async () => {
    const { outcome, times } = startThrottle();
    await times(10, () => outcome('x'));
    expect(await outcome(right, { network: '198.51.100.1' })).toBe('right');
  });

  it('end with a right one: the waits begin anew', async () => {
    const { outcome, times, clock } = startThrottle();
    await times(7, () => outcome('x'));
    await clock.advance(1_000);
    expect(await outcome(right)).toBe('right');
    expect(await times(6, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 1]);
  });

  it('sent all at once are checked five times', async () => {
    const { outcome, checks } = startThrottle();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => outcome('x')));
    expect(checks()).toBe(5);
    expect(outcomes.filter((one) => one === 'wrong')).toHaveLength(5);
  });

  it('sent all at once are not checked oftener where what was counted of the refused cannot be taken back', async () => {
    const { outcome, checks, store } = startThrottle();
    store.fail('taking back');
    await Promise.all(Array.from({ length: 200 }, () => outcome('x')));
    expect(checks()).toBe(5);
  });

  it('have their limit by setting', async () => {
    const { outcome, times } = startThrottle({ LOGIN_FREE_FAILURES: '2' });
    expect(await times(3, () => outcome('x'))).toEqual(['wrong', 'wrong', 1]);
  });
});

describe('guesses at one user from everywhere', () => {
  const from = (index: number) => ({ network: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` });

  it('are checked twenty times in a quarter of an hour', async () => {
    const { outcome, times, checks, clock } = startThrottle();
    await times(200, (index) => outcome('x', from(index)));
    expect(checks()).toBe(20);
    await clock.advance(16 * minute);
    await times(200, (index) => outcome('x', from(1_000 + index)));
    expect(checks()).toBe(40);
  });

  it('are checked a hundred times in a day, and no day has more', async () => {
    const { outcome, times, checks, clock } = startThrottle();
    const checkedAt: number[] = [];
    await clock.advance(50 * minute);
    await times(3 * 24 * 60, async (index) => {
      const before = checks();
      await times(4, (more) => outcome('x', from(4 * index + more)));
      for (let made = before; made < checks(); made += 1) checkedAt.push(clock.now());
      await clock.advance(minute);
    });
    const within = checkedAt.map((start) =>
      checkedAt.filter((at) => at >= start && at < start + 24 * 60 * minute),
    );
    expect(Math.max(...within.map(({ length }) => length))).toBe(100);
  });

  it('sent all at once are checked twenty times', async () => {
    const { outcome, checks } = startThrottle();
    await Promise.all(Array.from({ length: 200 }, (_, index) => outcome('x', from(index))));
    expect(checks()).toBe(20);
  });

  it('do not keep the user out where they have logged in before, and cost them no write', async () => {
    const { outcome, times, store } = startThrottle();
    expect(await outcome(right)).toBe('right');
    await times(500, (index) => outcome('x', from(index)));
    const before = store.writes();
    expect(await times(100, () => outcome(right))).toEqual(Array(100).fill('right'));
    expect(store.writes()).toBe(before);
    expect(await outcome(right, { network: '192.0.2.1' })).toBeGreaterThan(0);
  });

  it('are told to wait until one more may be tried, and then it may', async () => {
    const { outcome, times, clock } = startThrottle();
    await times(20, (index) => outcome('x', from(index)));
    const wait = Number(await outcome('x', from(99)));
    await clock.advance(wait * 1_000 - 1_000);
    expect(await outcome('x', from(99))).toBe(1);
    await clock.advance(1_000);
    expect(await outcome('x', from(99))).toBe('wrong');
  });
});

describe('one password tried on many users from one network', () => {
  it('is checked fifty times, and other networks are not affected', async () => {
    const { outcome, times, checks } = startThrottle();
    await times(500, (index) => outcome('123456', { user: `user${index}` }));
    expect(checks()).toBe(50);
    expect(await outcome('x', { network: '198.51.100.1' })).toBe('wrong');
  });

  it('does not keep out the users who have logged in from there', async () => {
    const { outcome, times } = startThrottle();
    await outcome(right, { user: 'bob' });
    await times(60, (index) => outcome('x', { user: `user${index}` }));
    expect(await outcome(right, { user: 'bob' })).toBe('right');
    expect(await outcome(right, { user: 'eve' })).toBeGreaterThan(0);
  });

  it('is not what a class does that logs in at once for the first time', async () => {
    const { outcome } = startThrottle();
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => outcome(right, { user: `pupil${index}` })),
    );
    expect(outcomes).toEqual(Array(1_000).fill('right'));
  });
});
