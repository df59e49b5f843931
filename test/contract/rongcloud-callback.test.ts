import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createHandler } from '../../functions/rongcloud-chatroom-status.ts';
import { gatewayEvent } from '../../lib/local/gateway-event.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { startOnManualClock } from './manual-clock-service.ts';

const path = '/im/rongcloud/chatroom_status';
const appSecret = 'local-app-secret';
const startsAt = Date.UTC(2026, 0, 5, 2, 0, 0);
const joined = { chatRoomId: '2', userIds: ['student1'], status: 0, type: 1, time: startsAt };
const stored = { roomPart: '2.0', event: `student1 ${startsAt} joined`, expiresAt: 1_802_138_400 };

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

/** A query signed as RongCloud signs. */
const signed = (nonce: string, timestamp = String(startsAt), secret = appSecret) => ({
  appKey: 'local-app-key',
  timestamp,
  nonce,
  signature: sha1(secret + nonce + timestamp),
});

describe('RongCloud’s callback', () => {
  let service: Awaited<ReturnType<typeof startOnManualClock>>;
  let nonces = 0;
  beforeAll(async () => {
    service = await startOnManualClock();
  });
  afterAll(() => service.stop());

  const post = (body: string, query: Record<string, string> = signed(`n${++nonces}`)) =>
    service.call(`${path}?${new URLSearchParams(query)}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
  const send = (body: unknown, query?: Record<string, string>) => post(JSON.stringify(body), query);

  it.each([
    ['a list', [joined]],
    ['a single object', joined],
    ['the older spelling of the room', [{ ...joined, chatRoomId: undefined, chatroomId: '2' }]],
    ['numbers as text', [{ ...joined, type: '1', time: String(startsAt) }]],
    ['the room as a number', [{ ...joined, chatRoomId: 2 }]],
    [
      'Nexconn’s envelope',
      {
        type: 'open_channel:operation',
        id: 'e1',
        time: startsAt,
        data: [{ channelId: '2', userIds: ['student1'], operation: 1, time: startsAt }],
      },
    ],
  ])('accepts %s, and stores the same event once', async (_shape, body) => {
    const { status, text } = await send(body);
    expect([status, text]).toEqual([200, '{"reason":"","ret":"success"}']);
    expect(await service.items('attendance')).toEqual([stored]);
  });

  it('reads a body with a byte order mark', async () => {
    expect((await post(`\uFEFF${JSON.stringify([joined])}`)).status).toBe(200);
  });

  it('accepts the older spelling of the query, also in seconds', async () => {
    const seconds = String(startsAt / 1_000);
    const queries: readonly Record<string, string>[] = [
      { signTimestamp: String(startsAt), nonce: 'old', signature: sha1(`${appSecret}old${startsAt}`) },
      { timestamp: seconds, nonce: 'oldest', signature: sha1(`${appSecret}oldest${seconds}`) },
    ];
    for (const query of queries) expect((await send([joined], query)).status).toBe(200);
  });

  it('answers a repeat with 200, and refuses the signature with another body', async () => {
    const query = signed('repeated');
    expect((await send([joined], query)).status).toBe(200);
    expect((await send([joined], query)).status).toBe(200);
    const memory = (await service.items('callbacks')).find(({ signature }) => signature === query.signature);
    // An hour later, in seconds: a callback is accepted from 5 minutes before its time to 15 minutes after.
    expect(memory?.expiresAt).toBe(1_767_582_000);
    const other = await send([{ ...joined, userIds: ['student2'] }], query);
    expect([other.status, other.json]).toEqual([
      403,
      { reason: 'This is not allowed.', ret: 'fail', code: 'NOT_ALLOWED' },
    ]);
    expect(service.log.at(-1)).toMatchObject({
      callback: 'rongcloud-chatroom-status',
      refusal: 'signature reused',
    });
    expect(await service.items('attendance')).toEqual([stored]);
  });

  it.each([
    ['forged', 'forged', () => signed('f', undefined, 'another')],
    ['15 minutes and 1 ms old', 'stale', () => signed('s', String(startsAt - 900_001))],
    ['5 minutes and 1 ms ahead', 'stale', () => signed('s', String(startsAt + 300_001))],
    ['unsigned', 'malformed', () => ({ nonce: '1' })],
  ])('refuses one that is %s, and logs why', async (_fault, refusal, query) => {
    const { status } = await send([{ ...joined, userIds: ['student2'] }], query());
    expect(status).toBe(403);
    expect(service.log.at(-1)).toMatchObject({ callback: 'rongcloud-chatroom-status', refusal });
    expect(await service.items('attendance')).toEqual([stored]);
  });

  it('stores nothing for unknown rooms, impossible times and invalid user ids', async () => {
    const { status } = await send([
      { ...joined, chatRoomId: '999' },
      { ...joined, chatRoomId: 'lobby' },
      { ...joined, userIds: ['student2'], time: startsAt + 300_001 },
      { ...joined, userIds: ['student2'], time: 0 },
      { ...joined, userIds: ['a b', '', 7.5, null, true, ['x']] },
      { ...joined, type: 9 },
      'student2',
    ]);
    expect(status).toBe(200);
    expect(await service.items('attendance')).toEqual([stored]);
  });

  it('refuses a body that is no JSON, so that the fault is visible', async () => {
    expect((await post('chatRoomId=2')).json.code).toBe('INVALID_PARAMETER');
    expect(service.log.at(-1)).toMatchObject({ status: 400, parameter: 'body' });
  });

  it('takes a class of thousands in one event', async () => {
    const userIds = Array.from({ length: 3_000 }, (_, index) => `pupil${index}`);
    const first = { ...joined, chatRoomId: '4', userIds: ['pupil0'] };
    expect((await send([first, { ...joined, chatRoomId: '3', userIds }])).status).toBe(200);
    const items = await service.items('attendance');
    const parts = Map.groupBy(items, ({ roomPart }) => roomPart);
    expect([...parts.keys()].filter((part) => part.startsWith('3.')).sort()).toEqual([
      '3.0',
      '3.1',
      '3.2',
      '3.3',
    ]);
    // With the same user at the same time in another room.
    expect(items).toHaveLength(3_002);
  });

  it('answers 503 within five seconds if DynamoDB does not reply, so that RongCloud repeats the callback', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const { deps } = service;
    const environment = { ...deps.environment, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` };
    const handler = createHandler({ ...deps, environment });
    const before = service.clock.now();
    const reply = await lettingTimePass(service.clock, handler(eventOf([joined], signed('slow')), life));
    expect([reply.statusCode, JSON.parse(reply.body).code]).toEqual([503, 'UNAVAILABLE']);
    expect(service.clock.now() - before).toBeLessThanOrEqual(4_500);
  });

  it('changes nothing and never fails for any body', async () => {
    const before = await service.items('attendance');
    const handler = createHandler(service.deps);
    const anyQuery = fc.oneof(
      fc.nat(1e6).map((nonce) => signed(`bad${nonce}`, String(service.clock.now()), 'forged')),
      fc.nat(1e6).map((nonce) => signed(`bad${nonce}`, String(service.clock.now() - 900_001))),
      fc.record({ timestamp: fc.string(), nonce: fc.string(), signature: fc.string() }),
      fc.nat(1e6).map((nonce) => signed(`sound${nonce}`, String(service.clock.now()))),
    );
    const garbled = fc.oneof(
      fc.json({ maxDepth: 3 }),
      fc.string({ unit: 'binary' }),
      fc
        .nat(99)
        .map((id) => [{ ...joined, chatRoomId: String(1_000 + id) }])
        .map((all) => JSON.stringify(all)),
      fc.constant('['.repeat(5_000)),
    );
    await fc.assert(
      fc.asyncProperty(anyQuery, garbled, async (query, body) => {
        const { statusCode, headers } = await handler(eventOf(body, query), life);
        expect([200, 400, 403]).toContain(statusCode);
        expect(headers['x-request-id']).toBe('test');
      }),
      { numRuns: 1_000 },
    );
    expect(await service.items('attendance')).toEqual(before);
  });
});

const life = { getRemainingTimeInMillis: () => 10_000 };

function eventOf(body: unknown, query: Record<string, string>) {
  const request = {
    url: `${path}?${new URLSearchParams(query)}`,
    method: 'POST',
    headers: {},
    rawHeaders: [],
  };
  // Everything that gatewayEvent reads of a request.
  return gatewayEvent(request as unknown as IncomingMessage, {
    resource: path,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    requestId: 'test',
    sourceIp: '127.0.0.1',
  });
}
