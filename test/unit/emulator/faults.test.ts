import { request as httpRequest } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../lib/emulator/faults/fault.ts';
import { signedHeaders } from '../../support/rongcloud-call.ts';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const createPath = '/chatroom/create_new.json';

/** One create of chatroom 7 with a fault on it. */
async function setup(fault: Fault) {
  const { emulator, ...rest } = await setupEmulator();
  emulator.arm(fault);
  const create = () => rest.request(createPath, { form: { chatroomId: '7' } });
  const text = async () => {
    const init = { method: 'POST', headers: signedHeaders(), redirect: 'manual' } as const;
    const body = new URLSearchParams({ chatroomId: '7' });
    const response = await fetch(`${emulator.origin}${createPath}`, { ...init, body });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { emulator, ...rest, create, text, exists: () => emulator.rooms.has('7') };
}

const arrived = (emulator: Awaited<ReturnType<typeof setup>>['emulator']) =>
  vi.waitFor(() => expect(emulator.calls[0]?.effect).toBe(true), { interval: 1 });

describe('A fault in transport', () => {
  it.each([
    ['reset-before-reading', false, ''],
    ['reset-before-effect', false, 'chatroomId=7'],
    ['reset-after-effect', true, 'chatroomId=7'],
  ] as const)('%s breaks the connection', async (name, effect, form) => {
    const { create, emulator, exists } = await setup({ name });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(exists()).toBe(effect);
    const [call] = emulator.calls;
    expect([call?.fault, call?.effect, call?.status, call?.form.toString()]).toEqual([
      name,
      effect,
      undefined,
      form,
    ]);
  });

  it('silence never answers', async () => {
    const { emulator, exists } = await setup({ name: 'silence' });
    const controller = new AbortController();
    const asked = fetch(`${emulator.origin}${createPath}`, {
      method: 'POST',
      headers: signedHeaders(),
      signal: controller.signal,
    });
    await vi.waitFor(() => expect(emulator.calls).toHaveLength(1), { interval: 1 });
    emulator.clock.advance(3_600_000);
    controller.abort(new Error('patience is over'));
    await expect(asked).rejects.toThrow('patience is over');
    expect(exists()).toBe(false);
  });

  it.each([1_000, 3_000, 10_000, 40_000])('a reply comes exactly %i ms late', async (delayMs) => {
    const { create, emulator } = await setup({ name: 'reply-delayed', delayMs });
    let status = 0;
    const asked = create().then((reply) => {
      status = reply.status;
    });
    await arrived(emulator);
    emulator.clock.advance(delayMs - 1);
    await new Promise(setImmediate);
    expect(status).toBe(0);
    emulator.clock.advance(1);
    await asked;
    expect(status).toBe(200);
  });

  it('the body never follows its headers', async () => {
    const { emulator, exists } = await setup({ name: 'stall-after-headers' });
    const response = await fetch(`${emulator.origin}${createPath}`, {
      method: 'POST',
      headers: signedHeaders(),
      body: new URLSearchParams({ chatroomId: '7' }),
    });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '12']);
    expect(exists()).toBe(true);
    await response.body?.cancel();
  });

  it('the body comes byte by byte, one a second', async () => {
    const { create, emulator } = await setup({ name: 'one-byte-per-second' });
    const asked = create();
    await arrived(emulator);
    emulator.clock.advance(10_000);
    expect(await Promise.race([asked, new Promise((resolve) => setImmediate(resolve, 'waiting'))])).toBe(
      'waiting',
    );
    emulator.clock.advance(1_000);
    expect((await asked).body).toEqual({ code: 200 });
  });

  it('the body is cut short', async () => {
    const { create, exists } = await setup({ name: 'body-cut-short' });
    await expect(create()).rejects.toThrow('terminated');
    expect(exists()).toBe(true);
  });

  it.each(['reply', 'next-request'] as const)('a kept connection is closed at the %s', async (at) => {
    const { emulator } = await setup({ name: 'connection-closed', at });
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = () =>
      new Promise<{ status: number | undefined; reused: boolean }>((resolve, reject) => {
        const asking = httpRequest(
          `${emulator.origin}/user/getToken.json`,
          { agent, method: 'POST', headers: signedHeaders() },
          (response) =>
            response
              .resume()
              .on('end', () => resolve({ status: response.statusCode, reused: asking.reusedSocket })),
        );
        asking.on('error', reject).end('userId=u1');
      });
    expect(await ask()).toEqual({ status: 200, reused: false });
    await vi.waitFor(() => expect(Object.keys(agent.freeSockets)).toHaveLength(at === 'reply' ? 0 : 1));
    if (at === 'reply') expect(await ask()).toEqual({ status: 200, reused: false });
    else await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
    agent.destroy();
  });

  it('the effect comes late, after the caller gave up', async () => {
    const { create, emulator, exists } = await setup({ name: 'late-effect', lateMs: 60_000 });
    await expect(create()).rejects.toThrow('fetch failed');
    emulator.clock.advance(59_999);
    expect([exists(), emulator.calls[0]?.effect]).toEqual([false, false]);
    emulator.clock.advance(1);
    expect([exists(), emulator.calls[0]?.effect]).toEqual([true, true]);
  });
});

describe('A fault in the reply', () => {
  it.each([
    [{ name: 'server-error', status: 500 }, 500, undefined, false],
    [{ name: 'server-error', status: 503 }, 503, undefined, false],
    [{ name: 'server-error-after-effect' }, 500, 1000, true],
    [{ name: 'rate-limited' }, 429, 1008, false],
    [{ name: 'signature-refused' }, 401, 1004, false],
    [{ name: 'html-reply' }, 200, undefined, false],
    [{ name: 'html-reply', effect: true }, 200, undefined, true],
    [{ name: 'failing-code', code: 1000 }, 200, 1000, false],
    [{ name: 'failing-code', code: 1050, effect: true }, 200, 1050, true],
  ] as const)('%o', async (fault, status, code, effect) => {
    const { text, emulator, exists } = await setup(fault);
    const reply = await text();
    expect(reply.status).toBe(status);
    if (code === undefined) expect(reply.text).toContain('<html>');
    else expect(JSON.parse(reply.text).code).toBe(code);
    expect([exists(), emulator.calls[0]?.effect, emulator.calls[0]?.status]).toEqual([
      effect,
      effect,
      status,
    ]);
  });

  it('a redirect names where to', async () => {
    const { text, exists } = await setup({ name: 'redirected', to: 'http://elsewhere.invalid/' });
    const { status, headers } = await text();
    expect([status, headers.get('location'), exists()]).toEqual([302, 'http://elsewhere.invalid/', false]);
  });

  it.each([
    ['invalid', '{code:200}'],
    ['truncated', '{"code'],
  ] as const)('JSON is %s', async (shape, sent) => {
    const { text, exists } = await setup({ name: 'broken-json', shape });
    expect([(await text()).text, exists()]).toEqual([sent, true]);
  });

  it('five megabytes', async () => {
    const { text, exists } = await setup({ name: 'huge-body' });
    expect((await text()).text.length).toBeGreaterThan(5 * 1024 * 1024);
    expect(exists()).toBe(true);
  });

  it.each([
    ['missing', { code: 200, userId: 'u1' }],
    ['other-user', { code: 200, userId: 'u12', token: expect.any(String) }],
  ] as const)('the token is odd: %s', async (flaw, body) => {
    const { call } = await setup({ name: 'odd-token', flaw });
    expect(await call(createPath, { chatroomId: '7' })).toEqual({ code: 200 });
    expect(await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' })).toEqual(body);
  });
});

describe('A fault in RongCloud’s state', () => {
  it('a room is lost just before the call comes', async () => {
    const { emulator, call } = await setupEmulator();
    await call(createPath, { chatroomId: '7' });
    emulator.join('u1', '7');
    emulator.arm({ name: 'room-lost' }, { calls: 1 }, { path: '/chatroom/get.json' });
    expect((await call('/chatroom/get.json', { chatroomId: '7' })).code).toBe(23410);
    expect(emulator.events.at(-1)).toMatchObject({ chatRoomId: '7', type: 3, status: 3 });
  });

  it('the secret is switched before the call, and stays switched', async () => {
    const { create, request } = await setup({ name: 'secret-switched', secret: 'new secret' });
    expect((await create()).body.code).toBe(1004);
    const { body } = await request(createPath, { form: { chatroomId: '7' }, appSecret: 'new secret' });
    expect(body.code).toBe(200);
  });

  it('its clock is wrong: the Date header shows it, and a timestamp window refuses it', async () => {
    const { create, emulator } = await setup({ name: 'clock-skewed', skewMs: 600_000 });
    emulator.behave({ timestampWindowMs: 300_000 });
    const { body, headers } = await create();
    expect([body.code, headers.get('date')]).toEqual([1004, 'Mon, 05 Jan 2026 02:10:00 GMT']);
    expect((await create()).body.code).toBe(200);
  });
});
