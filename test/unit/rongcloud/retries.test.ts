import { expect, it } from 'vitest';
import { createChatroom, destroyChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import { httpStub, type Respond } from './http-stub.ts';
import { answer, counts, reset, setUp, success } from './set-up.ts';

const room = { chatroomId: 7, idleMinutes: 60 };

it.each<[string, Respond]>([
  ['cuts the connection', reset],
  ['answers 500', answer(500, { code: 1000 })],
  ['answers 502 with a page', answer(502, '<html>')],
  ['answers 200 with a page', answer(200, '<html>')],
  ['answers 401 with a page', answer(401, '<html>')],
  ['answers 403 with a page', answer(403, '<html>')],
  ['answers 404 with a page', answer(404, '<html>')],
  ['answers 407 with a page', answer(407, '<html>')],
  ['answers 413 with a page', answer(413, '<html>')],
  ['answers 421 with a page', answer(421, '<html>')],
  ['answers 425 with a page', answer(425, '<html>')],
  ['answers 451 with a page', answer(451, '<html>')],
  ['answers 499 with a page', answer(499, '<html>')],
  ['redirects', answer(302, '', { location: 'http://127.0.0.1:9/chatroom/create_new.json' })],
  ['answers 1050 with 200', answer(200, { code: 1050 })],
])('goes to the other host when the first %s', async (_what, primary) => {
  const arranged = await setUp({ primary });
  const created = createChatroom(arranged.client, room, arranged.deadlineAt);
  await arranged.passPause();
  await created;
  expect(counts(arranged.primary, arranged.backup)).toEqual([1, 1]);
});

it('signs the second attempt again', async () => {
  const { client, deadlineAt, primary, backup, passPause } = await setUp({ primary: reset });
  const created = createChatroom(client, room, deadlineAt);
  await passPause();
  await created;
  const [first, second] = [primary.received[0]?.headers, backup.received[0]?.headers];
  expect(second?.nonce).not.toBe(first?.nonce);
  expect(second?.signature).not.toBe(first?.signature);
  expect(Number(second?.timestamp)).toBeGreaterThan(Number(first?.timestamp));
});

it('waits 50 to 300 ms before the second attempt', async () => {
  const { client, clock, deadlineAt, primary, backup, untilPause } = await setUp({ primary: reset });
  const created = createChatroom(client, room, deadlineAt);
  await untilPause();
  await clock.advance(49);
  expect(counts(primary, backup)).toEqual([1, 0]);
  await clock.advance(251);
  await created;
  expect(counts(primary, backup)).toEqual([1, 1]);
});

it('fails after the second attempt, and logs both', async () => {
  const { client, deadlineAt, primary, backup, passPause } = await setUp({
    primary: reset,
    backup: answer(500, { code: 1000, errorMessage: 'internal' }),
  });
  const created = createChatroom(client, room, deadlineAt);
  created.catch(() => {});
  await passPause();
  await expect(created).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    details: {
      retryAfterSeconds: 1,
      log: {
        call: 'chatroom/create_new',
        host: new URL(backup.origin).host,
        attempts: 2,
        rongCloudStatus: 500,
        rongCloudCode: 1000,
      },
      cause: new Error('HTTP 500, code 1000: internal'),
    },
  });
  expect(counts(primary, backup)).toEqual([1, 1]);
});

it('does not repeat a call when RongCloud refuses it', async () => {
  const { client, deadlineAt, primary, backup } = await setUp({ primary: answer(403, { code: 2007 }) });
  await expect(createChatroom(client, room, deadlineAt)).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
  expect(counts(primary, backup)).toEqual([1, 0]);
});

it.each([
  ['200 OK', answer(200, { code: 200 }), 'success'],
  ['busy again', answer(429, { code: 1008 }), 'UPSTREAM_BUSY'],
])('waits once at the rate limit, 1 to 1.5 s, and then the reply counts: %s', async (_what, next, result) => {
  const { client, clock, deadlineAt, primary, backup, untilPause } = await setUp({
    primary: answer(429, { code: 1008 }),
  });
  const created = createChatroom(client, room, deadlineAt).then(
    () => 'success',
    ({ code }) => code,
  );
  await untilPause();
  primary.respond = next;
  await clock.advance(999);
  expect(counts(primary)).toEqual([1]);
  await clock.advance(501);
  expect([await created, counts(primary, backup)]).toEqual([result, [2, 0]]);
  expect(clock.pending).toBe(0);
});

it.each([
  ['RongCloud asks for more than a second', { 'retry-after': '2' }, 60_000],
  ['its caller has no time', {}, 1_600],
])('does not wait at the rate limit if %s', async (_when, headers, withinMs) => {
  const { client, clock, primary } = await setUp({ primary: answer(429, { code: 1008 }, headers) });
  await expect(createChatroom(client, room, clock.now() + withinMs)).rejects.toMatchObject({
    code: 'UPSTREAM_BUSY',
    details: { log: { attempts: 1, rongCloudStatus: 429, rongCloudCode: 1008 } },
  });
  expect(counts(primary)).toEqual([1]);
});

it('does not open the circuit for refusals', async () => {
  const { client, deadlineAt, primary } = await setUp({ primary: answer(400, { code: 1002 }) });
  for (let refused = 0; refused < 6; refused += 1) {
    await expect(destroyChatroom(client, 7, deadlineAt)).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
    });
  }
  expect(counts(primary)).toEqual([6]);
});

it('does not send a signed call after a redirect', async () => {
  const elsewhere = await httpStub(success);
  const location = `${elsewhere.origin}/chatroom/destroy.json`;
  const redirect = answer(307, '', { location });
  const { client, deadlineAt, passPause } = await setUp({ primary: redirect, backup: redirect });
  const destroyed = destroyChatroom(client, 7, deadlineAt).catch(({ code }) => code);
  await passPause();
  expect(await destroyed).toBe('UPSTREAM_UNAVAILABLE');
  expect(counts(elsewhere)).toEqual([0]);
  await elsewhere.close();
});
