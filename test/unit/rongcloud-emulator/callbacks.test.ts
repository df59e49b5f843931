import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { APP_KEY, APP_SECRET } from '../../support/rongcloud-call.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const NOW = Date.UTC(2026, 0, 5, 2, 0, 0);
const RECEIVER = 'https://app.example/callback?from=rongcloud';

const signatureOf = (query: URLSearchParams, timestamp: string, secret = APP_SECRET) =>
  createHash('sha1')
    .update(`${secret}${query.get('nonce')}${timestamp}`)
    .digest('hex');

describe('A callback', () => {
  it.each([
    ['current', ['from', 'appKey', 'timestamp', 'nonce', 'signature'], String(NOW)],
    ['older', ['from', 'signTimestamp', 'nonce', 'signature'], String(NOW)],
    ['oldest', ['from', 'timestamp', 'nonce', 'signature'], String(NOW / 1000)],
  ] as const)('in the %s spelling has a query that verifies', async (spelling, names, timestamp) => {
    const { emulator } = await setupEmulator();
    const query = new URL(emulator.callback(RECEIVER, { spelling }).url).searchParams;
    expect([...query.keys()]).toEqual(names);
    expect(query.get('timestamp') ?? query.get('signTimestamp')).toBe(timestamp);
    expect(query.get('appKey') ?? APP_KEY).toBe(APP_KEY);
    expect(query.get('signature')).toBe(signatureOf(query, timestamp));
  });

  it('brings the events, as a list', async () => {
    const { emulator, call } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    const { method, headers, body } = emulator.callback(RECEIVER);
    expect([method, headers]).toEqual(['POST', { 'content-type': 'application/json' }]);
    expect(JSON.parse(body)).toEqual([{ chatRoomId: '7', userIds: [], type: 0, status: 0, time: NOW }]);
  });

  it('can be forged, and can be old', async () => {
    const { emulator } = await setupEmulator();
    const sentAt = NOW - 3_600_000;
    const { searchParams } = new URL(emulator.callback(RECEIVER, { isForged: true, sentAt }).url);
    expect(searchParams.get('timestamp')).toBe(String(sentAt));
    expect(searchParams.get('signature')).not.toBe(signatureOf(searchParams, String(sentAt)));
  });

  it('never has the nonce of another one', async () => {
    const { emulator } = await setupEmulator();
    const nonce = () => new URL(emulator.callback(RECEIVER).url).searchParams.get('nonce');
    expect(nonce()).not.toBe(nonce());
  });
});
