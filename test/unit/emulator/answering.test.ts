import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

describe('The order of checks', () => {
  const wrong = { appKey: 'nobody', appSecret: 'wrong' };

  it.each([
    ['the path', '/no/such.json', wrong, 404],
    ['the App Key', '/chatroom/create_new.json', wrong, 1002],
    ['the signature', '/chatroom/create_new.json', { appSecret: 'wrong' }, 1004],
    ['the body', '/chatroom/create_new.json', {}, 1002],
    ['the parameters', '/chatroom/user/query.json', { form: { chatroomId: '7' } }, 1002],
    ['the room', '/chatroom/user/gag/list.json', { form: { chatroomId: '7' } }, 23410],
  ])('reaches %s', async (_what, path, call, code) => {
    const { request } = await setupEmulator();
    expect((await request(path, call)).body.code).toBe(code);
  });

  it('checks the rate before the body', async () => {
    const { call, request } = await setupEmulator();
    for (let count = 0; count < 100; count += 1) await call('/chatroom/destroy.json', { chatroomId: 'x' });
    const { status, body } = await request('/chatroom/destroy.json', { body: '%zz' });
    expect([status, body.code]).toEqual([429, 1008]);
  });
});

describe('A reply', () => {
  it('echoes the request id and has the content type and the clock’s time', async () => {
    const { request } = await setupEmulator();
    const { headers } = await request('/user/ban/none.json', { headers: { 'X-Request-ID': 'trace-1' } });
    expect(headers.get('x-request-id')).toBe('trace-1');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('date')).toBe('Mon, 05 Jan 2026 02:00:00 GMT');
  });
  it('is given to POST only', async () => {
    const { emulator } = await setupEmulator();
    expect((await fetch(`${emulator.origin}/user/getToken.json`)).status).toBe(404);
  });
});

describe('Parameters', () => {
  it.each([
    ['missing', {}, 1002],
    ['empty', { userId: '' }, 1002],
    ['of 64 bytes', { userId: 'x'.repeat(64) }, 200],
    ['of 65 bytes', { userId: 'x'.repeat(65) }, 1005],
    ['of 22 characters in 66 bytes', { userId: '课'.repeat(22) }, 1005],
    ['with a dash', { userId: 'a-b' }, 200],
  ])('an id %s', async (_what, id, code) => {
    const { call } = await setupEmulator();
    expect((await call('/user/getToken.json', { name: 'Li Lei', ...id })).code).toBe(code);
  });
  it.each([
    ['name', 'n'.repeat(65)],
    ['portraitUri', 'p'.repeat(1025)],
  ])('a %s that is too long is refused', async (name, value) => {
    const { call } = await setupEmulator();
    const reply = await call('/user/getToken.json', { userId: 'u1', name: 'Li Lei', [name]: value });
    expect(reply.code).toBe(1005);
  });

  it('a name of 64 characters outside the basic plane is not too long', async () => {
    const { call, emulator } = await setupEmulator();
    await call('/user/getToken.json', { userId: 'u1', name: '😀'.repeat(64) });
    expect(emulator.users.get('u1')?.name).toBe('😀'.repeat(64));
  });
  it.each(['userId=%zz', 'userId=%ff', 'userId=%ED%A0%80'])('a body of %s is refused', async (body) => {
    const { request } = await setupEmulator();
    expect((await request('/chatroom/destroy.json', { body })).body.code).toBe(1002);
  });
  it('plus signs are spaces, and %2B is a plus sign', async () => {
    const { request, emulator } = await setupEmulator();
    await request('/user/getToken.json', { body: 'userId=u1&name=Li+Lei%2B1' });
    expect(emulator.users.get('u1')?.name).toBe('Li Lei+1');
  });
});

describe('Rates', () => {
  const hit = async (setup: Awaited<ReturnType<typeof setupEmulator>>, times: number) => {
    const codes: unknown[] = [];
    for (let count = 0; count < times; count += 1)
      codes.push((await setup.call('/chatroom/destroy.json', { chatroomId: 'x' })).code);
    return codes.filter((code) => code === 200).length;
  };

  it('allow a hundred calls per sliding second', async () => {
    const setup = await setupEmulator();
    expect(await hit(setup, 101)).toBe(100);
    setup.emulator.clock.advance(999);
    expect(await hit(setup, 1)).toBe(0);
    setup.emulator.clock.advance(1);
    expect(await hit(setup, 1)).toBe(1);
  });
  it('stay exhausted under refused calls if those are counted', async () => {
    const setup = await setupEmulator({ behaviour: { refusedCalls: 'counted' } });
    expect(await hit(setup, 150)).toBe(100);
    setup.emulator.clock.advance(500);
    expect(await hit(setup, 60)).toBe(0);
    setup.emulator.clock.advance(500);
    expect(await hit(setup, 100)).toBe(40);
  });
  it('may be off', async () => {
    const setup = await setupEmulator({ behaviour: { limitRates: false } });
    expect(await hit(setup, 101)).toBe(101);
  });

  it('let two hundred tokens a second through', async () => {
    const { call, emulator } = await setupEmulator();
    for (let count = 0; count < 201; count += 1)
      await call('/user/getToken.json', { userId: `u${count}`, name: 'Li Lei' });
    expect(emulator.users.size).toBe(200);
  });

  it('count a message once for each room', async () => {
    const { call } = await setupEmulator();
    const rooms = Array.from({ length: 60 }, (_, index) => `r${index}`);
    const message = { fromUserId: 'u1', objectName: 'RC:TxtMsg', content: '{}', toChatroomId: rooms };
    expect((await call('/message/chatroom/publish.json', message)).code).toBe(200);
    expect((await call('/message/chatroom/publish.json', message)).code).toBe(1008);
  });
});
