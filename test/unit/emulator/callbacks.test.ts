import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
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

  it('brings the events, as a list', async () => {
    const { emulator, call } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    const { method, headers, body } = emulator.callback(receiver);
    expect([method, headers]).toEqual(['POST', { 'content-type': 'application/json' }]);
    expect(JSON.parse(body)).toEqual([{ chatRoomId: '7', userIds: [], type: 0, status: 0, time: startsAt }]);
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
