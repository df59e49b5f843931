import { describe, expect, it } from 'vitest';
import { EventClock } from '../../bench/class-start/event-clock.ts';
import { coldStartMs, EnvironmentPool } from '../../bench/class-start/lambda.ts';

function setup(options: { reserved?: number; free?: number } = {}) {
  const clock = new EventClock(0);
  const shared = { free: options.free ?? 1_000 };
  let started = 0;
  const poolOf = (reserved?: number) =>
    new EnvironmentPool<number>({
      clock,
      reserved,
      shared,
      memoryMb: 1_769,
      start: () => {
        started += 1;
        return started;
      },
      onBusy: () => {},
    });
  const pool = poolOf(options.reserved);
  const call = (of = pool) =>
    of.invoke(async (environment) => {
      await clock.pause(100);
      return environment;
    });
  return { clock, pool, other: poolOf(), call };
}

describe('the simulated Lambda', () => {
  it('gives each call in progress an environment, and later calls the one used last', async () => {
    const { clock, call } = setup();
    expect(await clock.runUntil(Promise.all([call(), call(), call()]))).toEqual([1, 2, 3]);
    expect([await clock.runUntil(call()), await clock.runUntil(call())]).toEqual([3, 3]);
  });

  it('bills the init, the CPU time and the waiting', async () => {
    const { clock, call, pool } = setup();
    await clock.runUntil(call());
    const cold = pool.used.billedMs;
    await clock.runUntil(call());
    // The clock shows whole milliseconds.
    expect(Math.abs(cold - coldStartMs - (pool.used.billedMs - cold))).toBeLessThanOrEqual(1);
    expect(pool.used.billedMs - cold).toBeGreaterThan(100);
  });

  it('refuses calls above a reserve, and keeps the environments of other functions', async () => {
    const { clock, call, other } = setup({ reserved: 2, free: 1 });
    const calls = Promise.all([call(), call(), call(), call(other), call(other)]);
    expect(await clock.runUntil(calls)).toEqual([1, 2, undefined, 3, undefined]);
  });

  it('adds 1,000 environments to a function at once, and 100 more each second', async () => {
    const { clock, call, pool } = setup({ reserved: 2_000 });
    const atOnce = (count: number) =>
      clock.runUntil(Promise.all(Array.from({ length: count }, () => call())));
    expect((await atOnce(1_001)).filter((one) => one === undefined)).toHaveLength(1);
    await clock.runUntil(clock.pause(1_000 - (clock.now() % 1_000)));
    await atOnce(2_000);
    expect(pool.used.environments).toBe(1_100);
  });
});
