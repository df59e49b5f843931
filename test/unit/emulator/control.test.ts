import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, setupEmulator } from '../../support/rongcloud-emulator.ts';

/** Chatroom 7, and a way to the control surface. */
async function setup(options: EmulatorOptions = {}) {
  const { emulator, call } = await setupEmulator({ control: true, ...options });
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  const send = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${emulator.origin}/_emulator/${path}`, init);
    return { status: response.status, body: (await response.json()) as { result?: unknown } };
  };
  const look = async (name: string) => (await send(name)).body.result;
  const steer = (name: string, ...args: readonly unknown[]) =>
    send(name, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
  const result = async (name: string, ...args: readonly unknown[]) =>
    (await steer(name, ...args)).body.result;
  return { emulator, call, send, look, steer, result };
}

describe('The control surface', () => {
  it('is absent unless it is asked for', async () => {
    const { emulator, send } = await setup({ control: false });
    expect(await send('rooms')).toMatchObject({ status: 404, body: { code: 404 } });
    expect(emulator.calls.at(-1)?.path).toBe('/_emulator/rooms');
  });

  it('lets clients connect, join, send and leave', async () => {
    const { emulator, call, look, result } = await setup();
    const { token } = await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
    expect(await result('connect', token)).toBe(0);
    expect(await result('join', 'u1', '7')).toBe(0);
    expect(await result('send', 'u1', '7', 'hello')).toBe(0);
    expect(await look('messages')).toMatchObject([{ targetId: '7', fromUserId: 'u1' }]);
    expect(await result('leave', 'u1', '7')).toBe(0);
    await result('goOffline', 'u1');
    expect(emulator.isOnline('u1')).toBe(false);
    await result('goOnline', 'u1');
    expect(emulator.isOnline('u1')).toBe(true);
    expect(await result('join', 'u1', '99')).toBe(23410);
    expect(await look('events')).toHaveLength(3);
  });

  it('shows users and chatrooms', async () => {
    const { emulator, call, look } = await setup();
    await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
    emulator.join('u1', '7');
    const createdAt = 1767578400000;
    expect(await look('users')).toEqual([{ id: 'u1', name: 'Li Lei', createdAt, tokens: 1, isOnline: true }]);
    expect(await look('rooms')).toEqual([
      {
        id: '7',
        name: '',
        destroyType: 'idle',
        destroyMinutes: 60,
        createdAt,
        lastActivityAt: createdAt,
        members: ['u1'],
        isMuted: false,
        muted: {},
        blocked: {},
        muteExceptions: [],
      },
    ]);
  });

  it('moves the clock, and loses a chatroom', async () => {
    const { emulator, call, look, steer } = await setup();
    await steer('advance', 3_600_000);
    expect(await look('now')).toBe(1767582000000);
    expect(emulator.rooms.size).toBe(0);
    await call('/chatroom/create_new.json', { chatroomId: '8' });
    await steer('loseRoom', '8');
    expect(emulator.rooms.size).toBe(0);
  });

  it('shows the calls with repeated parameters, and clears them', async () => {
    const { call, look, steer } = await setup();
    await call('/chatroom/destroy.json', { chatroomId: ['8', '9'] });
    const form = [
      ['chatroomId', '8'],
      ['chatroomId', '9'],
    ];
    expect(await look('calls')).toMatchObject([
      { path: '/chatroom/create_new.json' },
      { path: '/chatroom/destroy.json', form, status: 200, code: 200, effect: true },
    ]);
    await steer('clearCalls');
    expect(await look('calls')).toEqual([]);
  });

  it('arms faults and disarms them', async () => {
    const { call, look, steer } = await setup();
    await steer('arm', { name: 'rate-limited' }, { calls: 2 });
    const get = async () => (await call('/chatroom/get.json', { chatroomId: '7' })).code;
    expect(await get()).toBe(1008);
    expect(await look('armed')).toEqual([
      { fault: { name: 'rate-limited' }, when: { calls: 2 }, where: {}, played: 1 },
    ]);
    await steer('disarm');
    expect(await get()).toBe(200);
  });

  it('changes the options and the secret', async () => {
    const { emulator, call, look, steer } = await setup();
    await steer('behave', { joinCall: 'absent' });
    await steer('behave', { testUserQuota: 9 });
    expect(await look('behaviour')).toMatchObject({ joinCall: 'absent', testUserQuota: 9 });
    expect(await look('behaviour')).toEqual(emulator.behaviour);
    await steer('switchSecret', 'new secret');
    expect((await call('/chatroom/get.json', { chatroomId: '7' })).code).toBe(1004);
  });

  it.each([
    ['arm', { name: 'no-such-fault' }],
    ['arm', { name: 'reply-delayed' }],
    ['join', 'u1'],
    ['behave', { noSuchOption: 1 }],
    ['advance', -1],
  ])('refuses %s with %o', async (name, argument) => {
    const { emulator, steer } = await setup();
    expect(await steer(name, argument)).toEqual({ status: 400, body: { error: expect.any(String) } });
    expect(emulator.armed).toEqual([]);
  });

  it.each(['nothing', 'constructor', 'rooms'])(
    'replies to POST %s with 404 and the known names',
    async (name) => {
      const { steer } = await setup();
      expect(await steer(name)).toEqual({
        status: 404,
        body: { error: expect.stringContaining('loseRoom') },
      });
    },
  );

  it('refuses every request that a web page could send', async () => {
    const { emulator, send } = await setup();
    const init = { method: 'POST', body: '["7"]', headers: { 'content-type': 'text/plain' } };
    expect((await send('loseRoom', init)).status).toBe(400);
    expect(emulator.rooms.size).toBe(1);
  });

  it('is neither logged nor hit by faults', async () => {
    const { emulator, send } = await setup();
    emulator.calls.length = 0;
    emulator.arm({ name: 'reset-before-reading' }, { calls: 9 });
    expect((await send('now')).status).toBe(200);
    expect(emulator.calls).toEqual([]);
  });
});
