import { expect, it } from 'vitest';
import type { LogEntry } from '../../../functions/platform/deps.ts';
import { upstreamTime } from '../../../functions/rongcloud/upstream-time.ts';
import { manualClock } from '../../support/manual-clock.ts';

function setUp() {
  const clock = manualClock(Date.UTC(2026, 0, 5, 2, 0, 0));
  const output: LogEntry[] = [];
  return {
    output,
    time: upstreamTime({ clock, output: (level, entry) => output.push({ level, ...entry }) }),
  };
}

it.each([
  ['Mon, 05 Jan 2026 02:01:00 GMT', 0],
  ['Mon, 05 Jan 2026 02:01:01 GMT', 61_000],
  ['Mon, 05 Jan 2026 01:50:00 GMT', -600_000],
  ['Tue, 06 Jan 2026 02:00:00 GMT', 86_400_000],
  ['soon', 0],
  [undefined, 0],
])('after a reply of %s at 02:00:00 it takes RongCloud to be %d ms ahead', (date, skewMs) => {
  const { time } = setUp();
  time.learn(date);
  expect(time.skewMs()).toBe(skewMs);
});

it('says so once, not with every reply', () => {
  const { time, output } = setUp();
  time.learn('Mon, 05 Jan 2026 02:10:00 GMT');
  time.learn('Mon, 05 Jan 2026 02:10:02 GMT');
  expect(output).toEqual([{ level: 'warn', event: 'rongcloud-clock-skew', skewSeconds: 600 }]);
});

it('ends the correction when the clocks agree again', () => {
  const { time } = setUp();
  time.learn('Mon, 05 Jan 2026 02:10:00 GMT');
  time.learn('Mon, 05 Jan 2026 02:00:30 GMT');
  expect(time.skewMs()).toBe(0);
});
