import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RongCloudEmulator, startRongCloudEmulator } from '../../../lib/emulator/emulator.ts';
import type { Fault } from '../../../lib/emulator/faults/fault.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { breakOff, closing, exchange, openConnection } from '../../support/raw-connection.ts';
import { callRongCloud, signedHeaders, testAppKey, testAppSecret } from '../../support/rongcloud-call.ts';

let emulator: RongCloudEmulator;
beforeAll(async () => {
  emulator = await startRongCloudEmulator({
    appKey: testAppKey,
    appSecret: testAppSecret,
    control: true,
    clock: manualClock(),
    hosts: [{ requestTimeoutMs: 300 }],
  });
});
afterAll(() => emulator.stop());

const signed = Object.entries(signedHeaders())
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');
const target = '/chatroom/create_new.json';
const post = `POST ${target} HTTP/1.1\r\nHost: x\r\n${signed}`;
const control = 'POST /_emulator/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const close = 'Connection: close\r\n';
const form = 'Content-Length: 12\r\n\r\nchatroomId=7';

const isServing = async () =>
  (await callRongCloud(`${emulator.origin}/user/getToken.json`, { form: { userId: 'u1' } })).body.code;

describe('The emulator', () => {
  it.each([
    ['no byte at all', ''],
    ['half a request line', 'POST /user/getT'],
    ['half-sent headers', `${post}Content-Le`],
    ['half a body', `${post}Content-Length: 50\r\n\r\nchatroomId=`],
    ['half a chunk', `${post}Transfer-Encoding: chunked\r\n\r\n20\r\nchatroomId=`],
    ['half a body of a control request', `${control}Content-Length: 50\r\n\r\n["u1`],
    ['a whole request', `${post}${form}`],
  ])('goes on serving after a client breaks off after %s', async (_sent, bytes) => {
    await breakOff(emulator.origin, bytes);
    expect(await isServing()).toBe(200);
  });

  it.each([
    ['a line that is no HTTP', 'hello\r\n\r\n'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00'],
    ['a broken chunk size', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ['two lengths', `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a length and chunks', `${post}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['more bytes than its length', `${post}Content-Length: 3\r\n\r\n${'x'.repeat(50)}\r\n\r\n`],
    ['headers without end', `${post}X: ${'x'.repeat(20_000)}`],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a connection that stays silent', ''],
    ['headers that stop', `${post}X: `],
    ['a body that stops', `${post}Content-Length: 50\r\n\r\nchatroomId=7`],
    ['a chunk that stops', `${post}Transfer-Encoding: chunked\r\n\r\n20\r\nchatroomId=`],
  ])('closes the connection after %s, and goes on serving', async (_sent, bytes) => {
    await exchange(emulator.origin, bytes);
    expect(await isServing()).toBe(200);
  });

  it('closes a connection whose body never ends, and keeps at most the allowed size', async () => {
    const socket = openConnection(emulator.origin);
    const closed = closing(socket);
    socket.write(`${post}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const pour = () => void (socket.writable && socket.write(chunk, () => setImmediate(pour)));
    pour();
    await closed;
    expect(emulator.calls.at(-1)).toMatchObject({ path: target, effect: false });
    expect(emulator.calls.at(-1)?.status).toBeUndefined();
    expect(emulator.calls.at(-1)?.form.size).toBe(0);
    expect(await isServing()).toBe(200);
  });

  it.each([
    ['without Host', `POST ${target} HTTP/1.1\r\n${signed}${close}${form}`],
    ['of HTTP/1.0', `POST ${target} HTTP/1.0\r\n${signed}${form}`],
    ['that expects 100-continue', `${post}Expect: 100-continue\r\n${close}${form}`],
    ['with an unknown Expect', `${post}Expect: something\r\n${close}${form}`],
    ['that asks for an upgrade', `${post}Upgrade: h2c\r\n${close}${form}`],
  ])('serves a request %s', async (_what, bytes) => {
    const reply = await exchange(emulator.origin, bytes);
    expect(reply).toMatch(/^HTTP\/1\.1 (200 OK|100 Continue)\r\n/);
    expect(reply).toContain('{"code":200}');
  });

  it.each<Fault>([
    { name: 'silence' },
    { name: 'reply-delayed', delayMs: 1_000 },
    { name: 'one-byte-per-second' },
    { name: 'stall-after-headers' },
    { name: 'body-cut-short' },
    { name: 'huge-body' },
    { name: 'late-effect', lateMs: 1_000 },
    { name: 'connection-closed', at: 'reply' },
  ])('goes on serving after a client closes while $name plays', async (fault) => {
    emulator.arm(fault);
    const callsBefore = emulator.calls.length;
    const socket = openConnection(emulator.origin);
    const closed = closing(socket);
    socket.write(`${post}${form}`);
    await expect.poll(() => emulator.calls.length, { interval: 1 }).toBeGreaterThan(callsBefore);
    socket.resetAndDestroy();
    await closed;
    emulator.clock.advance(30_000);
    expect(await isServing()).toBe(200);
  });
});
