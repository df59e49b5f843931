import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

async function setup() {
  const { emulator, call } = await setupEmulator({ control: true });
  const json = { 'content-type': 'application/json' };
  const send = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${emulator.origin}/_emulator/${path}`, init);
    const body = (await response.json()) as Readonly<Record<string, unknown>>;
    return { status: response.status, body };
  };
  return {
    emulator,
    call,
    send,
    get: async (view: string) => (await send(view)).body.result,
    post: async (action: string, ...values: unknown[]) =>
      (await send(action, { method: 'POST', headers: json, body: JSON.stringify(values) })).body,
  };
}

describe('the control surface', () => {
  it('lets clients connect, speak and leave', async () => {
    const { call, get, post } = await setup();
    const { token } = await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    expect(await post('connect', token)).toEqual({ result: 0 });
    expect(await post('join', 'u1', '7')).toEqual({ result: 0 });
    expect(await post('send', 'u1', '7', 'hello')).toEqual({ result: 0 });
    expect(await get('messages')).toMatchObject([{ fromUserId: 'u1', content: '{"content":"hello"}' }]);
    expect(await get('users')).toMatchObject([{ id: 'u1', isOnline: true, tokens: 1 }]);
    expect(await get('rooms')).toMatchObject([{ id: '7', members: ['u1'] }]);
    expect(await post('leave', 'u1', '7')).toEqual({ result: 0 });
    expect(await get('events')).toMatchObject([{ type: 0 }, { type: 1 }, { type: 2 }]);
  });

  it('moves the clock, loses a chatroom, arms faults and changes the behaviour', async () => {
    const { emulator, call, get, post } = await setup();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    const before = Number(await get('now'));
    await post('advance', 60_000);
    expect(Number(await get('now')) - before).toBe(60_000);
    await post('loseRoom', '7');
    expect(emulator.rooms.has('7')).toBe(false);
    await post('arm', { name: 'rate-limited' });
    expect(await get('armed')).toMatchObject([{ fault: { name: 'rate-limited' } }]);
    await post('disarm');
    expect(await get('armed')).toEqual([]);
    await post('behave', { joinCall: 'absent' });
    expect(await get('behaviour')).toMatchObject({ joinCall: 'absent' });
  });

  it('shows the calls with repeated parameters, and clears them', async () => {
    const { call, get, post } = await setup();
    await call('/chatroom/destroy.json', { chatroomId: ['7', '8'] });
    expect(await get('calls')).toMatchObject([
      {
        path: '/chatroom/destroy.json',
        form: [
          ['chatroomId', '7'],
          ['chatroomId', '8'],
        ],
        status: 200,
      },
    ]);
    await post('clearCalls');
    expect(await get('calls')).toEqual([]);
  });

  it.each([
    ['arm', { name: 'no-such-fault' }],
    ['arm', { name: 'reply-delayed' }],
    ['arm', { name: 'reply-delayed', delayMs: 2_147_483_648 }],
    ['behave', { callbackDelayMs: 2_147_483_648 }],
    ['join', 'u1'],
    ['loseRoom', 3],
    ['behave', { noSuchOption: 1 }],
    ['advance', -1],
  ])('refuses %s with %j', async (action, value) => {
    const { post } = await setup();
    expect(await post(action, value)).toEqual({ error: expect.any(String) });
  });

  it('lists its views and actions for an unknown path, and is off by default', async () => {
    const { send } = await setup();
    expect(await send('nothing')).toEqual({
      status: 404,
      body: { error: expect.stringContaining('loseRoom') },
    });
    const { emulator } = await setupEmulator();
    expect((await fetch(`${emulator.origin}/_emulator/users`)).status).toBe(404);
  });

  it('reads JSON only, which a page of another site cannot send', async () => {
    const { send } = await setup();
    const form = { method: 'POST', body: new URLSearchParams({ chatroomId: '7' }) };
    expect((await send('loseRoom', form)).status).toBe(400);
    const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
    expect((await send('loseRoom', broken)).status).toBe(400);
  });
});
