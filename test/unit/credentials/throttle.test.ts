import { describe, expect, it } from 'vitest';
import { counterKeys } from '../../../functions/shared/credentials/scopes.ts';
import { loginThrottle } from '../../../functions/shared/credentials/throttle.ts';
import { Failure } from '../../../functions/shared/failure.ts';
import type { LogEntry } from '../../../functions/shared/runtime.ts';
import { processRuntime } from '../../../functions/shared/runtime.ts';
import { attemptStore } from '../../support/attempt-store.ts';
import { manualClock } from '../../support/manual-clock.ts';

const right = 'right';
const home = '203.0.113.7';
const minute = 60_000;

/** The throttle before a check that costs nothing, with a count of how often it was made. */
function setup(variables: Record<string, string> = {}) {
  const clock = manualClock();
  const store = attemptStore();
  const log: LogEntry[] = [];
  const runtime = {
    ...processRuntime,
    clock,
    environment: variables,
    output: (_level: string, entry: LogEntry) => log.push(entry),
  };
  const throttle = loginThrottle(runtime, store);
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

describe('many wrong passwords for one user from one network', () => {
  it('are checked five times and then refused, the right one too', async () => {
    const { outcome, times, checks } = setup();
    expect(await times(7, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 1, 1]);
    expect(await outcome(right)).toBe(1);
    await times(200, () => outcome('x'));
    expect(checks()).toBe(5);
  });

  it('wait twice as long after each further one', async () => {
    const { outcome, times, clock } = setup();
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
    const { outcome, times, clock } = setup();
    let longest = 0;
    await times(2_000, async () => {
      const result = await outcome('x');
      longest = Math.max(longest, Number(result) || 0);
      await clock.advance(minute);
    });
    expect(longest).toBe(960);
  });

  it('leave the user of another network alone', async () => {
    const { outcome, times } = setup();
    await times(10, () => outcome('x'));
    expect(await outcome(right, { network: '198.51.100.1' })).toBe('right');
  });

  it('end with a right one: the waits begin anew', async () => {
    const { outcome, times, clock } = setup();
    await times(7, () => outcome('x'));
    await clock.advance(1_000);
    expect(await outcome(right)).toBe('right');
    expect(await times(6, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 1]);
  });

  it('sent all at once are checked five times', async () => {
    const { outcome, checks } = setup();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => outcome('x')));
    expect(checks()).toBe(5);
    expect(outcomes.filter((one) => one === 'wrong')).toHaveLength(5);
  });

  it('have their limit by setting', async () => {
    const { outcome, times } = setup({ LOGIN_FREE_FAILURES: '2' });
    expect(await times(3, () => outcome('x'))).toEqual(['wrong', 'wrong', 1]);
  });
});

describe('guesses at one user from everywhere', () => {
  const from = (index: number) => ({ network: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` });

  it('are checked twenty times in a quarter of an hour', async () => {
    const { outcome, times, checks, clock } = setup();
    await times(200, (index) => outcome('x', from(index)));
    expect(checks()).toBe(20);
    await clock.advance(16 * minute);
    await times(200, (index) => outcome('x', from(1_000 + index)));
    expect(checks()).toBe(40);
  });

  it('are checked a hundred times in a day, and no day has more', async () => {
    const { outcome, times, checks, clock } = setup();
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
    const { outcome, checks } = setup();
    await Promise.all(Array.from({ length: 200 }, (_, index) => outcome('x', from(index))));
    expect(checks()).toBe(20);
  });

  it('do not keep the user out where they have logged in before, and cost them no write', async () => {
    const { outcome, times, store } = setup();
    expect(await outcome(right)).toBe('right');
    await times(500, (index) => outcome('x', from(index)));
    const before = store.writes();
    expect(await times(100, () => outcome(right))).toEqual(Array(100).fill('right'));
    expect(store.writes()).toBe(before);
    expect(await outcome(right, { network: '192.0.2.1' })).toBeGreaterThan(0);
  });

  it('are told to wait until one more may be tried, and then it may', async () => {
    const { outcome, times, clock } = setup();
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
    const { outcome, times, checks } = setup();
    await times(500, (index) => outcome('123456', { user: `user${index}` }));
    expect(checks()).toBe(50);
    expect(await outcome('x', { network: '198.51.100.1' })).toBe('wrong');
  });

  it('does not keep out the users who have logged in from there', async () => {
    const { outcome, times } = setup();
    await outcome(right, { user: 'bob' });
    await times(60, (index) => outcome('x', { user: `user${index}` }));
    expect(await outcome(right, { user: 'bob' })).toBe('right');
    expect(await outcome(right, { user: 'eve' })).toBeGreaterThan(0);
  });

  it('is not what a class does that logs in at once for the first time', async () => {
    const { outcome } = setup();
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => outcome(right, { user: `pupil${index}` })),
    );
    expect(outcomes).toEqual(Array(1_000).fill('right'));
  });
});

describe('a login that succeeds', () => {
  it('writes nothing on a known network for a fortnight, then once', async () => {
    const { outcome, times, store, clock } = setup();
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
    const { outcome, times, clock } = setup();
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
    const { outcome, times, store } = setup();
    await outcome(right);
    await times(2, () => outcome('x'));
    const before = store.writes();
    expect(await outcome(right)).toBe('right');
    expect(store.writes()).toBe(before);
  });
});

describe('a counter', () => {
  it('counts no failure twice and none that was not one', async () => {
    const { outcome, store } = setup({ LOGIN_FREE_FAILURES: '1000', LOGIN_USER_FAILURES: '1000' });
    const attempts = Array.from({ length: 60 }, (_, index) => outcome(index % 3 === 0 ? right : 'x'));
    await Promise.all(attempts);
    const keys = counterKeys('ann', home);
    const hours = Object.entries(store.counters.get(keys.user) ?? {}).filter(([name]) =>
      name.startsWith('h'),
    );
    expect(hours.map(([, failures]) => failures)).toEqual([40]);
  });

  it('is kept under a key that shows no name and no address', () => {
    const { pair, user, network } = counterKeys('my secret typed as a name', home);
    expect([pair, user, network]).toEqual(Array(3).fill(expect.stringMatching(/^[\w-]{43}$/)));
    expect(counterKeys('ann', 'b').pair).not.toBe(counterKeys('an', 'nb').pair);
  });

  it('stays small however long the attack lasts', async () => {
    const { outcome, times, store, clock } = setup();
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
    const { outcome, times, clock, store } = setup();
    store.fail('all');
    expect(await times(6, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 60]);
    expect(await outcome(right, { user: 'bob' })).toBe('right');
    await clock.advance(minute);
    expect(await outcome(right)).toBe('right');
    expect(await times(20, () => outcome(right))).toEqual(Array(20).fill('right'));
  });

  it('for writing alone, the same holds, and the log says so', async () => {
    const { outcome, times, log, store } = setup();
    store.fail('writes');
    expect(await times(6, () => outcome('x'))).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 60]);
    expect(log[0]).toMatchObject({ event: 'login-counters-unavailable' });
  });
});
