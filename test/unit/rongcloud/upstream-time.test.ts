import { expect, it } from 'vitest';
import type { LogEntry } from '../../../functions/platform/deps.ts';
import { destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import { upstreamTime } from '../../../functions/rongcloud/upstream-time.ts';
import { manualClock } from '../../support/manual-clock.ts';
import type { Received } from './http-stub.ts';
import { answer, setUp as setUpClient } from './set-up.ts';

function setUp() {
  const clock = manualClock(Date.UTC(2026, 0, 5, 2, 0, 0));
  const output: LogEntry[] = [];
  return {
    clock,
    output,
    time: upstreamTime({ clock, output: (level, entry) => output.push({ level, ...entry }) }),
  };
}

it.each([
  ['Mon, 05 Jan 2026 02:01:00 GMT', false, 0],
  ['Mon, 05 Jan 2026 02:01:01 GMT', true, 61_000],
  ['Mon, 05 Jan 2026 01:50:00 GMT', true, -600_000],
  ['Wed, 07 Jan 2026 02:00:00 GMT', true, 172_800_000],
  // Nobody's clock is that wrong.
  ['Wed, 07 Jan 2026 02:00:01 GMT', false, 0],
  ['Sun, 01 Jan 2040 00:00:00 GMT', false, 0],
  ['Thu, 01 Jan 1970 00:00:00 GMT', false, 0],
  ['soon', false, 0],
  [undefined, false, 0],
])('a refusal dated %s at 02:00:00 corrects: %s, by %d ms', (date, isCorrected, skewMs) => {
  const { time } = setUp();
  expect(time.correct(date)).toBe(isCorrected);
  expect(time.skewMs()).toBe(skewMs);
});

it('logs a correction once', () => {
  const { time, output } = setUp();
  time.correct('Mon, 05 Jan 2026 02:10:00 GMT');
  time.correct('Mon, 05 Jan 2026 02:10:02 GMT');
  expect(output).toEqual([{ level: 'warn', event: 'rongcloud-clock-skew', skewSeconds: 600 }]);
});

it('ends the correction when a refusal shows that the clocks agree again', () => {
  const { time } = setUp();
  time.correct('Mon, 05 Jan 2026 02:10:00 GMT');
  expect(time.correct('Mon, 05 Jan 2026 02:00:30 GMT')).toBe(true);
  expect(time.skewMs()).toBe(0);
});

it('drops a correction that did not help, and tries none for ten minutes', async () => {
  const { time, clock } = setUp();
  time.correct('Mon, 05 Jan 2026 02:10:00 GMT');
  time.drop();
  expect(time.skewMs()).toBe(0);
  expect(time.correct('Mon, 05 Jan 2026 02:10:00 GMT')).toBe(false);
  await clock.advance(600_000);
  expect(time.correct('Mon, 05 Jan 2026 02:30:00 GMT')).toBe(true);
});

const signedAt = ({ received }: { received: readonly Received[] }) =>
  received.map(({ headers }) => Number(headers.timestamp));

it.each(['Sun, 01 Jan 2040 00:00:00 GMT', 'Mon, 05 Jan 2026 02:10:00 GMT'])(
  'does not sign by the date of a reply that refuses nothing: %s',
  async (date) => {
    const { client, deadlineAt, primary, clock } = await setUpClient({
      primary: answer(200, { code: 200 }, { date }),
    });
    await destroyChatroom(client, '7', deadlineAt);
    await destroyChatroom(client, '7', deadlineAt);
    expect(signedAt(primary)).toEqual([clock.now(), clock.now()]);
  },
);

it('drops the correction when the call is refused all the same, and then reads the secret again', async () => {
  const date = 'Mon, 05 Jan 2026 02:10:00 GMT';
  const refused = answer(401, { code: 1004 }, { date });
  const { client, deadlineAt, primary, secretsManager, clock } = await setUpClient({ primary: refused });
  const startedAt = clock.now();
  await expect(destroyChatroom(client, '7', deadlineAt)).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
  await clock.advance(10_000);
  await expect(destroyChatroom(client, '7', deadlineAt)).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
  const correctedAt = Date.parse(date);
  expect(signedAt(primary)).toEqual([startedAt, correctedAt, startedAt + 10_000]);
  expect(secretsManager.received).toHaveLength(2);
});
