import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testAppKey, testAppSecret } from '../../support/rongcloud-call.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const startsAt = Date.UTC(2026, 0, 5, 2, 0, 0);
const receiver = 'https://app.example/callback?from=rongcloud';

const signatureOf = (query: URLSearchParams, timestamp: string, secret = testAppSecret) =>
  createHash('sha1')
    .update(`${secret}${query.get('nonce')}${timestamp}`)
    .digest('hex');

describe('A callback', () => {
  it.each([
    ['current', ['from', 'appKey', 'timestamp', 'nonce', 'signature'], String(startsAt)],
    ['older', ['from', 'signTimestamp', 'nonce', 'signature'], String(startsAt)],
    ['oldest', ['from', 'timestamp', 'nonce', 'signature'], String(startsAt / 1000)],
  ] as const)('in the %s spelling has a query that verifies', async (spelling, names, timestamp) => {
    const { emulator } = await setupEmulator();
    const query = new URL(emulator.callback(receiver, { spelling }).url).searchParams;
    expect([...query.keys()]).toEqual(names);
    expect(query.get('timestamp') ?? query.get('signTimestamp')).toBe(timestamp);
    expect(query.get('appKey') ?? testAppKey).toBe(testAppKey);
    expect(query.get('signature')).toBe(signatureOf(query, timestamp));
  });

  it('is a POST of the events as a list', async () => {
    const { emulator } = await setupEmulator();
    const event = { chatRoomId: '7', userIds: [], type: 0, status: 0, time: startsAt } as const;
    const { method, headers, body } = emulator.callback(receiver, { events: [event] });
    expect([method, headers]).toEqual(['POST', { 'content-type': 'application/json' }]);
    expect(JSON.parse(body)).toEqual([event]);
  });

  it('can be forged, and can be old', async () => {
    const { emulator } = await setupEmulator();
    const sentAt = startsAt - 3_600_000;
    const { searchParams } = new URL(emulator.callback(receiver, { isForged: true, sentAt }).url);
    expect(searchParams.get('timestamp')).toBe(String(sentAt));
    expect(searchParams.get('signature')).not.toBe(signatureOf(searchParams, String(sentAt)));
  });

  it('never has the nonce of another one', async () => {
    const { emulator } = await setupEmulator();
    const nonce = () => new URL(emulator.callback(receiver).url).searchParams.get('nonce');
    expect(nonce()).not.toBe(nonce());
  });
});

/** A receiver of callbacks that answers with the given statuses in turn, 200 after them. */
async function startReceiver(...statuses: number[]) {
  const received: { readonly names: string[]; readonly nonce: string | null; readonly events: unknown }[] =
    [];
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { searchParams } = new URL(request.url ?? '', 'http://receiver');
    received.push({
      names: [...searchParams.keys()],
      nonce: searchParams.get('nonce'),
      events: JSON.parse(String(Buffer.concat(chunks))),
    });
    response.writeHead(statuses.shift() ?? 200).end();
    waiting.shift()?.();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    callbackUrl: `http://127.0.0.1:${port}/callback`,
    received,
    next: () => new Promise<void>((resolve) => waiting.push(resolve)),
  };
}

describe('chatroom status callbacks', () => {
  const created = { chatRoomId: '7', userIds: [], type: 0, status: 0, time: startsAt };

  it('are sent to the URL of the option', async () => {
    const { callbackUrl, received, next } = await startReceiver();
    const { call } = await setupEmulator({ behaviour: { callbackUrl } });
    const arrived = next();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    await arrived;
    expect(received.map(({ events }) => events)).toEqual([[created]]);
  });

  it.each([
    ['the same request', false, 1],
    ['a newly signed one', true, 3],
  ])('are tried three times with %s', async (_what, callbackResigned, nonces) => {
    const { callbackUrl, received, next } = await startReceiver(500, 503);
    const { call } = await setupEmulator({ behaviour: { callbackUrl, callbackResigned } });
    const tries = [next(), next(), next()];
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    await Promise.all(tries);
    expect(received.map(({ events }) => events)).toEqual([[created], [created], [created]]);
    expect(new Set(received.map(({ nonce }) => nonce)).size).toBe(nonces);
  });

  it('are spelled as the option says', async () => {
    const { callbackUrl, received, next } = await startReceiver();
    const { call } = await setupEmulator({ behaviour: { callbackUrl, callbackSpelling: 'older' } });
    const arrived = next();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    await arrived;
    expect(received[0]?.names).toEqual(['signTimestamp', 'nonce', 'signature']);
  });

  it('come late, twice and in the reverse order if the options say so', async () => {
    const { callbackUrl, received, next } = await startReceiver();
    const behaviour = {
      callbackUrl,
      callbackDelayMs: 60_000,
      callbackRepeats: 1,
      callbackOrder: 'reversed',
    } as const;
    const { call, advanceMinutes } = await setupEmulator({ behaviour });
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    await call('/chatroom/destroy.json', { chatroomId: '7' });
    expect(received).toEqual([]);
    const all = [next(), next(), next(), next()];
    advanceMinutes(1);
    await Promise.all(all);
    expect(received.map(({ events }) => (events as { type: number }[]).map(({ type }) => type))).toEqual([
      [3],
      [3],
      [0],
      [0],
    ]);
  });

  it('are dropped if the URL is emptied while they wait', async () => {
    const { callbackUrl, received, next } = await startReceiver();
    const { emulator, call, advanceMinutes } = await setupEmulator({
      behaviour: { callbackUrl, callbackDelayMs: 60_000 },
    });
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    emulator.behave({ callbackUrl: '' });
    advanceMinutes(1);
    await emulator.callbacksSent();
    emulator.behave({ callbackUrl, callbackDelayMs: 0 });
    const arrived = next();
    await call('/chatroom/destroy.json', { chatroomId: '7' });
    await arrived;
    expect(received.map(({ events }) => events)).toEqual([[expect.objectContaining({ type: 3 })]]);
  });

  it('put the events of one call into one request', async () => {
    const { callbackUrl, received, next } = await startReceiver();
    const { call } = await setupEmulator({ behaviour: { callbackUrl } });
    const both = [next(), next()];
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    await both[0];
    await call('/chatroom/join.json', { chatroomId: '7', userId: ['u1', 'u2'] });
    await both[1];
    expect(received[1]?.events).toMatchObject([{ userIds: ['u1'] }, { userIds: ['u2'] }]);
  });

  it('are tried again after five seconds without a reply', async () => {
    const arrivals: number[] = [];
    const server = createServer((_request, response) => {
      arrivals.push(emulator.clock.now() - startsAt);
      if (arrivals.length === 2) response.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { emulator, call } = await setupEmulator({ behaviour: { callbackUrl } });
    const first = once(server, 'request');
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    await first;
    const second = once(server, 'request');
    emulator.clock.advance(5_000);
    await second;
    expect(arrivals).toEqual([0, 5_000]);
  });
});
