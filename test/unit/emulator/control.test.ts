import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, setupEmulator } from '../../support/rongcloud-emulator.ts';

/** Room 7, and a way to the control surface. */
async function setup(options: EmulatorOptions = {}) {
  const { emulator, call } = await setupEmulator({ control: true, ...options });
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  const steer = async (route: string, input?: unknown) => {
    const [method, path] = route.split(' ');
    const response = await fetch(`${emulator.origin}/_emulator/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { emulator, call, steer };
}

describe('The control surface', () => {
  it('is not there unless asked for', async () => {
    const { emulator, steer } = await setup({ control: false });
    expect(await steer('GET chatrooms')).toMatchObject({ status: 404, body: { code: 404 } });
    expect(emulator.calls.at(-1)?.path).toBe('/_emulator/chatrooms');
  });

  it('lists itself', async () => {
    const { steer } = await setup();
    expect((await steer('GET ')).body).toContain('POST /_emulator/clients/join');
  });

  it('lets clients come, speak and go', async () => {
    const { emulator, call, steer } = await setup();
    const { token } = await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
    const member = { userId: 'u1', chatroomId: '7' };
    expect((await steer('POST clients/connect', { token })).body).toEqual({ code: 0 });
    expect((await steer('POST clients/join', member)).body).toEqual({ code: 0 });
    expect((await steer('POST clients/send', { ...member, content: 'hello' })).body).toEqual({ code: 0 });
    expect((await steer('GET messages')).body).toMatchObject([{ targetId: '7', fromUserId: 'u1' }]);
    expect((await steer('POST clients/leave', member)).body).toEqual({ code: 0 });
    await steer('POST clients/offline', { userId: 'u1' });
    expect(emulator.isOnline('u1')).toBe(false);
    expect((await steer('POST clients/online', { userId: 'u1' })).body).toEqual({ code: 0 });
    expect((await steer('POST clients/join', { ...member, chatroomId: '99' })).body).toEqual({ code: 23410 });
    expect((await steer('GET events')).body).toHaveLength(3);
  });

  it('shows users and rooms', async () => {
    const { emulator, call, steer } = await setup();
    await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei' });
    emulator.join('u1', '7');
    expect((await steer('GET users')).body).toEqual([
      {
        id: 'u1',
        name: 'Li Lei',
        portraitUri: '',
        createdAt: 1767578400000,
        tokens: 1,
        tags: [],
        isOnline: true,
      },
    ]);
    expect((await steer('GET chatrooms')).body).toEqual([
      {
        id: '7',
        name: '',
        destroyType: 'idle',
        destroyMinutes: 60,
        createdAt: 1767578400000,
        lastActivityAt: 1767578400000,
        members: ['u1'],
        isMuted: false,
        isDistributing: true,
        muted: {},
        blocked: {},
        muteExceptions: [],
        protectedMembers: [],
        attributes: {},
      },
    ]);
  });

  it('moves the clock, and loses a room', async () => {
    const { emulator, call, steer } = await setup();
    expect((await steer('POST clock', { advanceMs: 3_600_000 })).body).toEqual({ now: 1767582000000 });
    expect((await steer('GET clock')).body).toEqual({ now: 1767582000000 });
    expect(emulator.rooms.size).toBe(0);
    await call('/chatroom/create_new.json', { chatroomId: '8' });
    await steer('POST chatrooms/lose', { chatroomId: '8' });
    expect(emulator.rooms.size).toBe(0);
  });

  it('shows the calls with repeated parameters, and forgets them', async () => {
    const { call, steer } = await setup();
    await call('/user/unblock.json', { userId: ['u1', 'u2'] });
    const form = [
      ['userId', 'u1'],
      ['userId', 'u2'],
    ];
    expect((await steer('GET calls')).body).toMatchObject([
      { path: '/chatroom/create_new.json' },
      { path: '/user/unblock.json', form, status: 200, code: 200, effect: true },
    ]);
    await steer('DELETE calls');
    expect((await steer('GET calls')).body).toEqual([]);
  });

  it('arms faults and disarms them', async () => {
    const { call, steer } = await setup();
    await steer('POST faults', { fault: { name: 'rate-limited' }, when: { calls: 2 } });
    expect((await call('/user/checkOnline.json', { userId: 'u1' })).code).toBe(1008);
    expect((await steer('GET faults')).body).toMatchObject({
      armed: [{ fault: { name: 'rate-limited' }, when: { calls: 2 }, where: {}, played: 1 }],
    });
    await steer('DELETE faults');
    expect((await call('/user/checkOnline.json', { userId: 'u1' })).code).toBe(200);
  });

  it('changes the behaviour and the secret', async () => {
    const { emulator, call, steer } = await setup();
    expect((await steer('POST behaviour', { joinCall: 'absent' })).body).toMatchObject({
      joinCall: 'absent',
      keepAliveQuota: 5,
    });
    await steer('POST behaviour', { keepAliveQuota: 9 });
    expect((await steer('GET behaviour')).body).toMatchObject({ joinCall: 'absent', keepAliveQuota: 9 });
    expect((await steer('GET behaviour')).body).toEqual(emulator.behaviour);
    await steer('POST secret', { appSecret: 'new secret' });
    expect((await call('/user/checkOnline.json', { userId: 'u1' })).code).toBe(1004);
  });

  it.each([
    ['POST faults', { fault: { name: 'no-such-fault' } }],
    ['POST faults', { fault: { name: 'reply-delayed' } }],
    ['POST clients/join', { userId: 'u1' }],
    ['POST behaviour', { noSuchOption: 1 }],
    ['POST clock', { advanceMs: -1 }],
  ])('refuses %s with %o', async (route, input) => {
    const { emulator, steer } = await setup();
    expect(await steer(route, input)).toEqual({ status: 400, body: { error: expect.any(String) } });
    expect(emulator.armed).toEqual([]);
  });

  it('answers 404 where there is no such control', async () => {
    const { steer } = await setup();
    expect((await steer('POST nothing', {})).status).toBe(404);
  });

  it('takes no form that a web page could send', async () => {
    const { emulator } = await setup();
    const init = { method: 'POST', body: '{"chatroomId":"7"}', headers: { 'content-type': 'text/plain' } };
    expect((await fetch(`${emulator.origin}/_emulator/chatrooms/lose`, init)).status).toBe(400);
    expect(emulator.rooms.size).toBe(1);
  });

  it('is neither logged nor hit by faults', async () => {
    const { emulator, steer } = await setup();
    emulator.calls.length = 0;
    emulator.arm({ name: 'reset-before-reading' }, { calls: 9 });
    expect((await steer('GET clock')).status).toBe(200);
    expect(emulator.calls).toEqual([]);
  });
});
