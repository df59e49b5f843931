import { expect, it } from 'vitest';
import type { LogEntry } from '../../../functions/platform/deps.ts';
import { circuitBreaker, type SignOfLife } from '../../../functions/rongcloud/circuit-breaker.ts';
import { manualClock } from '../../support/manual-clock.ts';

function setUp() {
  const clock = manualClock();
  const output: LogEntry[] = [];
  const breaker = circuitBreaker({ clock, output: (level, entry) => output.push({ level, ...entry }) });
  const record = (...found: readonly SignOfLife[]) => {
    for (const one of found) breaker.record(one);
  };
  return { clock, output, breaker, record };
}

const dead = (times: number) => Array<SignOfLife>(times).fill('dead');
const alive = (times: number) => Array<SignOfLife>(times).fill('alive');

it('opens at the fifth failure in a row', () => {
  const { breaker, record, output } = setUp();
  record(...dead(4));
  expect(breaker.waitMs()).toBe(0);
  record('dead');
  expect(breaker.waitMs()).toBe(5_000);
  expect(output).toEqual([{ level: 'error', event: 'rongcloud-circuit-opened' }]);
});

it('starts counting anew after a sign of life, and passes over what is unclear', () => {
  const { breaker, record } = setUp();
  record(...dead(4), 'alive', ...dead(2), 'unclear', ...dead(2));
  expect(breaker.waitMs()).toBe(0);
  record('dead');
  expect(breaker.waitMs()).toBe(5_000);
});

it('opens when half of the last 20 calls failed', () => {
  const { breaker, record } = setUp();
  for (let pair = 0; pair < 9; pair += 1) record('alive', 'dead');
  record('alive');
  expect(breaker.waitMs()).toBe(0);
  record('dead');
  expect(breaker.waitMs()).toBe(5_000);
});

it('does not judge by half before it has seen 20 calls', () => {
  const { breaker, record } = setUp();
  record('alive', ...dead(3), 'alive', ...dead(4), 'alive', ...dead(4));
  expect(breaker.waitMs()).toBe(0);
});

it('lets one call through every 5 s while it is open', async () => {
  const { breaker, record, clock } = setUp();
  record(...dead(5));
  await clock.advance(4_999);
  expect(breaker.waitMs()).toBe(1);
  await clock.advance(1);
  expect(breaker.waitMs()).toBe(0);
  expect(breaker.waitMs()).toBe(5_000);
  record('dead');
  await clock.advance(5_000);
  expect(breaker.waitMs()).toBe(0);
});

it('closes at the first sign of life and forgets what was', async () => {
  const { breaker, record, clock, output } = setUp();
  record(...alive(10), ...dead(5));
  await clock.advance(5_000);
  record('alive');
  expect(breaker.waitMs()).toBe(0);
  expect(output.at(-1)).toEqual({ level: 'info', event: 'rongcloud-circuit-closed', openMs: 5_000 });
  record(...dead(4));
  expect(breaker.waitMs()).toBe(0);
});
