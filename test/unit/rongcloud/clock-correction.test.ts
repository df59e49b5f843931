import { expect, it } from 'vitest';
import { destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import type { Received, Respond } from './http-stub.ts';
import { answer, counts, setUp } from './set-up.ts';

/** The test's clock says 02:00:00. */
const now = Date.UTC(2026, 0, 5, 2, 0, 0);
const minute = 60_000;
const tenPastTwo = 'Mon, 05 Jan 2026 02:10:00 GMT';

type SetUp = Awaited<ReturnType<typeof setUp>>;
const call = ({ client, deadlineAt }: SetUp) => destroyChatroom(client, 7, deadlineAt);
const signedAt = ({ headers }: Received) => Number(headers.timestamp) - now;
const allSignedAt = ({ primary }: SetUp) => primary.received.map(signedAt);

/** Refuses signatures that are more than a minute away from its own time. */
const strictHost =
  (aheadMs: number): Respond =>
  (request) => {
    const isTimely = Math.abs(signedAt(request) - aheadMs) <= minute;
    return {
      status: isTimely ? 200 : 401,
      headers: { date: new Date(now + aheadMs).toUTCString() },
      body: { code: isTimely ? 200 : 1004 },
    };
  };

it.each([10 * minute, -10 * minute, 24 * 60 * minute, -47 * 60 * minute])(
  'signs with the time of a RongCloud that is %d ms ahead, after it refused ours',
  async (aheadMs) => {
    const arranged = await setUp({ primary: strictHost(aheadMs) });
    await call(arranged);
    await call(arranged);
    expect(allSignedAt(arranged)).toEqual([0, aheadMs, aheadMs]);
    expect(counts(arranged.secretsManager)).toEqual([1]);
    expect(arranged.output).toContainEqual({
      level: 'warn',
      event: 'rongcloud-clock-skew',
      skewSeconds: aheadMs / 1_000,
    });
  },
);

it.each([
  ['2040', 'Sun, 01 Jan 2040 00:00:00 GMT'],
  ['1970', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['the year 275760', 'Sat, 13 Sep 275760 00:00:00 GMT'],
  ['49 hours ahead', 'Wed, 07 Jan 2026 03:00:00 GMT'],
  ['59 seconds ahead', 'Mon, 05 Jan 2026 02:00:59 GMT'],
  ['no date', 'soon'],
])('ignores a Date of %s in a refusal', async (_when, date) => {
  const arranged = await setUp({ primary: answer(401, { code: 1004 }, { date }) });
  await expect(call(arranged)).rejects.toMatchObject({ details: { log: { attempts: 1 } } });
  expect(allSignedAt(arranged)).toEqual([0]);
});

it.each([200, 400, 500])(
  'ignores the Date of a reply that does not refuse the signature (HTTP %d)',
  async (status) => {
    const arranged = await setUp({ primary: answer(status, { code: 1002 }, { date: tenPastTwo }) });
    await expect(call(arranged)).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
    await expect(call(arranged)).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(allSignedAt(arranged)).toEqual([0, 0]);
  },
);

it('drops a correction that does not help, and does not try it again', async () => {
  const arranged = await setUp({ primary: answer(401, { code: 1004 }, { date: tenPastTwo }) });
  for (let refused = 0; refused < 2; refused += 1) {
    await expect(call(arranged)).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      details: { log: { rongCloudCode: 1004 } },
    });
  }
  expect(allSignedAt(arranged)).toEqual([0, 10 * minute, 0]);
  expect(arranged.output.filter(({ event }) => event === 'rongcloud-clock-skew')).toEqual([]);
});

it('drops a correction whose attempt got no reply, and may try it again', async () => {
  const arranged = await setUp({ primary: answer(401, { code: 1004 }, { date: tenPastTwo }) });
  const strict = strictHost(10 * minute);
  const refuse = arranged.primary.respond;
  arranged.primary.respond = (request, response) => {
    arranged.primary.respond = () => ({ status: 502, body: '<html>' });
    return refuse(request, response);
  };
  await expect(call(arranged)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await arranged.clock.advance(30_000);
  arranged.primary.respond = strict;
  await destroyChatroom(arranged.client, 7, arranged.clock.now() + 8_000);
  expect(allSignedAt(arranged)).toEqual([0, 10 * minute, 30_000, 10 * minute]);
});

it('ends the correction when RongCloud refuses it and the clocks agree', async () => {
  const arranged = await setUp({ primary: strictHost(10 * minute) });
  await call(arranged);
  arranged.primary.respond = strictHost(0);
  await call(arranged);
  await call(arranged);
  expect(allSignedAt(arranged)).toEqual([0, 10 * minute, 10 * minute, 0, 0]);
});
