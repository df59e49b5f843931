import { expect, it } from 'vitest';
import type { LogEntry } from '../../../functions/platform/deps.ts';
import { CircuitBreaker, type HostState } from '../../../functions/rongcloud/circuit-breaker.ts';
import { manualClock } from '../../support/manual-clock.ts';

function setUp() {
  const clock = manualClock();
  const output: LogEntry[] = [];
  const breaker = new CircuitBreaker({ clock, output: (level, entry) => output.push({ level, ...entry }) });
  const record = (...found: readonly HostState[]) => {
    for (const one of found) breaker.record(one);
  };
  return { clock, output, breaker, record };
}

const down = (times: number) => Array<HostState>(times).fill('down');
const up = (times: number) => Array<HostState>(times).fill('up');

it('opens at the fifth failure in a row', () => {
  const { breaker, record, output } = setUp();
  record(...down(4));
  expect(breaker.waitMs()).toBe(0);
  record('down');
  expect(breaker.waitMs()).toBe(5_000);
  expect(output).toEqual([{ level: 'error', event: 'rongcloud-circuit-opened' }]);
});

it('counts from zero after a reply, and ignores an unclear result', () => {
  const { breaker, record } = setUp();
  record(...down(4), 'up', ...down(2), 'unclear', ...down(2));
  expect(breaker.waitMs()).toBe(0);
  record('down');
  expect(breaker.waitMs()).toBe(5_000);
});

it('opens when half of the last 20 calls failed', () => {
  const { breaker, record } = setUp();
  for (let pair = 0; pair < 9; pair += 1) record('up', 'down');
  record('up');
  expect(breaker.waitMs()).toBe(0);
  record('down');
  expect(breaker.waitMs()).toBe(5_000);
});

it('does not open at half of the calls before it has seen 20', () => {
  const { breaker, record } = setUp();
  record('up', ...down(3), 'up', ...down(4), 'up', ...down(4));
  expect(breaker.waitMs()).toBe(0);
});

it('lets one call through every 5 s while it is open', async () => {
  const { breaker, record, clock } = setUp();
  record(...down(5));
  await clock.advance(4_999);
  expect(breaker.waitMs()).toBe(1);
  await clock.advance(1);
  expect(breaker.waitMs()).toBe(0);
  expect(breaker.waitMs()).toBe(5_000);
  record('down');
  await clock.advance(5_000);
  expect(breaker.waitMs()).toBe(0);
});

it('closes at the first answer', async () => {
  const { breaker, record, clock, output } = setUp();
  record(...down(5));
  await clock.advance(5_000);
  record('up');
  expect(breaker.waitMs()).toBe(0);
  expect(output.at(-1)).toEqual({ level: 'info', event: 'rongcloud-circuit-closed', openMs: 5_000 });
});

it('counts from zero after it closed', () => {
  const { breaker, record } = setUp();
  // Ten failures of the first 18 calls, eight of them while it is open.
  record(...up(8), ...down(10), 'up', 'down');
  expect(breaker.waitMs()).toBe(0);
  record(...down(3));
  expect(breaker.waitMs()).toBe(0);
  record('down');
  expect(breaker.waitMs()).toBe(5_000);
});
