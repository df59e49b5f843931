import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testAppKey, testAppSecret } from '../../support/rongcloud-call.ts';
import { type EmulatorOptions, setupEmulator } from '../../support/rongcloud-emulator.ts';

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
  ] as const)('in the %s spelling has a valid signature', async (spelling, names, timestamp) => {
    const { emulator } = await setupEmulator();
    const query = new URL(emulator.callback(receiver, { spelling }).url).searchParams;
    expect([...query.keys()]).toEqual(names);
    expect(query.get('timestamp') ?? query.get('signTimestamp')).toBe(timestamp);
    expect(query.get('appKey') ?? testAppKey).toBe(testAppKey);
    expect(query.get('signature')).toBe(signatureOf(query, timestamp));
  });

  it('can be forged, can be old, and never repeats a nonce', async () => {
    const { emulator } = await setupEmulator();
    const sentAt = startsAt - 3_600_000;
    const { searchParams } = new URL(emulator.callback(receiver, { isForged: true, sentAt }).url);
    expect(searchParams.get('timestamp')).toBe(String(sentAt));
    expect(searchParams.get('signature')).not.toBe(signatureOf(searchParams, String(sentAt)));
    const other = new URL(emulator.callback(receiver).url).searchParams;
    expect(other.get('nonce')).not.toBe(searchParams.get('nonce'));
  });
});

interface Delivery {
  readonly query: URLSearchParams;
  readonly events: readonly {
    readonly chatRoomId: string;
    readonly type: number;
    readonly userIds: string[];
  }[];
}

/** An emulator with callbacks to a receiver that replies with these statuses in turn, then 200; 0 is no reply. */
async function setup(statuses: readonly number[] = [], behaviour: EmulatorOptions['behaviour'] = {}) {
  const deliveries: Delivery[] = [];
  const replies = [...statuses];
  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x');
    deliveries.push({ query: searchParams, events: JSON.parse((await request.toArray()).join('')) });
    const status = replies.shift() ?? 200;
    if (status !== 0) response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/status`;
  const { emulator, call } = await setupEmulator({ behaviour: { callbackUrl, ...behaviour } });
  const create = (chatroomId: string) => call('/chatroom/create_new.json', { chatroomId });
  const received = (count: number) =>
    expect
      .poll(() => deliveries.length, { interval: 1 })
      .toBe(count)
      .then(() => deliveries);
  const rooms = () => deliveries.map(({ events }) => events.map(({ chatRoomId }) => chatRoomId));
  return { emulator, call, create, deliveries, received, rooms };
}

describe('Chatroom status callbacks', () => {
  it('are sent for each change, signed, as a list', async () => {
    const { emulator, create, received } = await setup();
    await create('7');
    const [first] = await received(1);
    const { query, events } = first ?? {};
    expect(events).toEqual([{ chatRoomId: '7', userIds: [], type: 0, status: 0, time: startsAt }]);
    expect(query?.get('signature')).toBe(signatureOf(query ?? new URLSearchParams(), String(startsAt)));
    emulator.join('u1', '7');
    const [, second] = await received(2);
    expect(second?.events).toMatchObject([{ type: 1, userIds: ['u1'] }]);
  });

  it('are not sent while no URL is set', async () => {
    const { emulator, create, received, rooms } = await setup();
    const { callbackUrl } = emulator.behaviour;
    emulator.behave({ callbackUrl: '' });
    await create('7');
    emulator.behave({ callbackUrl });
    await create('8');
    await received(1);
    expect(rooms()).toEqual([['8']]);
  });

  it('put the events of one call into one request', async () => {
    const { call, create, received } = await setup();
    await create('7');
    await received(1);
    await call('/chatroom/join.json', { chatroomId: '7', userId: ['u1', 'u2'] });
    const [, joined] = await received(2);
    expect(joined?.events.map(({ userIds }) => userIds)).toEqual([['u1'], ['u2']]);
  });

  it('are tried three times with the same signature, then dropped', async () => {
    const { create, received, rooms, deliveries } = await setup([500, 302, 404]);
    await create('7');
    await received(3);
    await create('8');
    await received(4);
    expect(rooms()).toEqual([['7'], ['7'], ['7'], ['8']]);
    const nonces = deliveries.map(({ query }) => query.get('nonce'));
    expect(new Set(nonces.slice(0, 3)).size).toBe(1);
    expect(nonces[3]).not.toBe(nonces[0]);
  });

  it('are signed again for each try, by option', async () => {
    const { create, received } = await setup([500], { callbackResigned: true });
    await create('7');
    const [first, second] = await received(2);
    expect(second?.query.get('nonce')).not.toBe(first?.query.get('nonce'));
  });

  it('are tried again after five seconds without a reply', async () => {
    const { emulator, create, received, deliveries } = await setup([0]);
    await create('7');
    await received(1);
    emulator.clock.advance(4_999);
    await new Promise(setImmediate);
    expect(deliveries).toHaveLength(1);
    emulator.clock.advance(1);
    await received(2);
  });

  it('come late, twice and in reversed order, by options', async () => {
    const behaviour = { callbackDelayMs: 300_000, callbackRepeats: 1, callbackOrder: 'reversed' } as const;
    const { emulator, create, received, rooms, deliveries } = await setup([], behaviour);
    await create('7');
    await create('8');
    emulator.clock.advance(299_999);
    await new Promise(setImmediate);
    expect(deliveries).toEqual([]);
    emulator.clock.advance(1);
    await received(4);
    expect(rooms()).toEqual([['8'], ['8'], ['7'], ['7']]);
  });

  it('to a receiver that is gone do no harm', async () => {
    const { emulator, create } = await setup();
    emulator.behave({ callbackUrl: await emulator.refusedOrigin() });
    await create('7');
    expect((await create('8')).code).toBe(200);
  });
});
