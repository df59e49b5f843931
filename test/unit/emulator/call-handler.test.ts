import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const tokenPath = '/user/getToken.json';
const room = { chatroomId: '7' };

describe('The order of checks', () => {
  const wrong = { appKey: 'nobody', appSecret: 'wrong' };

  it.each([
    ['the path', '/no/such.json', wrong, 404],
    ['the App Key', '/chatroom/get.json', wrong, 1002],
    ['the signature', '/chatroom/get.json', { appSecret: 'wrong' }, 1004],
    ['the body', '/chatroom/ban/add.json', {}, 1003],
    ['the parameters', '/chatroom/ban/add.json', { form: { needNotify: 1 } }, 1002],
    ['the service', '/chatroom/ban/add.json', { form: room }, 1009],
    ['the chatroom', '/chatroom/user/gag/list.json', { form: room }, 23410],
  ])('comes to %s', async (_what, path, call, code) => {
    const { request } = await setupEmulator({
      behaviour: { servicesOff: ['/chatroom/ban/'], emptyBody: 'emptyBody' },
    });
    expect((await request(path, call)).body.code).toBe(code);
  });

  it('comes to the rate before the body', async () => {
    const { call, request } = await setupEmulator();
    for (let count = 0; count < 100; count += 1) await call('/chatroom/get.json', room);
    const { status, body } = await request('/chatroom/get.json', { body: '%zz' });
    expect([status, body.code]).toEqual([429, 1008]);
  });
});

describe('A reply', () => {
  it('echoes the request id, names its type and has the time of the clock', async () => {
    const { request } = await setupEmulator();
    const { headers } = await request('/no/such.json', { headers: { 'X-Request-ID': 'trace-1' } });
    expect(headers.get('x-request-id')).toBe('trace-1');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('date')).toBe('Mon, 05 Jan 2026 02:00:00 GMT');
  });

  it('has the status of the option beside code 23410', async () => {
    const { request } = await setupEmulator({ behaviour: { unknownRoomStatus: 404 } });
    const { status, body } = await request('/chatroom/get.json', { form: room });
    expect([status, body]).toEqual([404, { code: 23410, errorMessage: 'Chatroom does not exist.' }]);
  });

  it('of a service that is off is code 1009 with HTTP 430', async () => {
    const { request } = await setupEmulator({ behaviour: { servicesOff: ['/chatroom/user/gag/'] } });
    const { status, body } = await request('/chatroom/user/gag/list.json', { form: room });
    expect([status, body.code]).toEqual([430, 1009]);
  });

  it('comes only to POST', async () => {
    const { emulator } = await setupEmulator();
    expect((await fetch(`${emulator.origin}${tokenPath}`)).status).toBe(404);
  });

  it('comes to a path with two slashes, as the Go and PHP SDKs send it', async () => {
    const { emulator, call } = await setupEmulator();
    expect((await call(`/${tokenPath}`, { userId: 'u1' })).code).toBe(200);
    expect(emulator.calls.map(({ path }) => path)).toEqual([tokenPath]);
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
    expect((await call(tokenPath, { name: 'Li Lei', ...id })).code).toBe(code);
  });

  it.each([
    ['a name', { name: 'n'.repeat(65) }],
    ['a portraitUri', { portraitUri: 'p'.repeat(1025) }],
  ])('%s that is too long is refused', async (_what, form) => {
    const { call } = await setupEmulator();
    expect((await call(tokenPath, { userId: 'u1', ...form })).code).toBe(1005);
  });

  it('a name of 64 characters outside the basic plane is accepted', async () => {
    const { call, emulator } = await setupEmulator();
    await call(tokenPath, { userId: 'u1', name: '😀'.repeat(64) });
    expect(emulator.users.get('u1')?.name).toBe('😀'.repeat(64));
  });

  it.each(['0', '-1', '43201', 'ten', '1.5'])('a mute of %s minutes is refused', async (minute) => {
    const { call } = await setupEmulator();
    await call('/chatroom/create_new.json', room);
    expect((await call('/chatroom/user/gag/add.json', { ...room, userId: 'u1', minute })).code).toBe(1002);
  });

  const lists: readonly [path: string, max: number][] = [
    ['/chatroom/user/gag/add.json', 20],
    ['/chatroom/user/gag/rollback.json', 20],
    ['/chatroom/user/block/add.json', 20],
    ['/chatroom/user/block/rollback.json', 20],
    ['/chatroom/user/ban/whitelist/add.json', 20],
    ['/chatroom/user/ban/whitelist/rollback.json', 20],
    ['/chatroom/users/exist.json', 1000],
  ];
  it.each(lists)('%s accepts %i users and refuses one more', async (path, max) => {
    const { call, request } = await setupEmulator();
    await call('/chatroom/create_new.json', room);
    const form = (count: number) => ({
      ...room,
      userId: Array.from({ length: count }, (_, index) => `u${index}`),
      minute: 1,
    });
    expect((await call(path, form(max))).code).toBe(200);
    const { status, body } = await request(path, { form: form(max + 1) });
    expect([status, body.code]).toEqual([400, 1002]);
  });

  it.each([
    ['tooMany', 1502],
    ['parameterTooLong', 1005],
  ] as const)('a list that is too long may be %s, by option', async (longList, code) => {
    const { call } = await setupEmulator({ behaviour: { longList } });
    const whiteUserIds = Array.from({ length: 21 }, (_, index) => `u${index}`);
    expect((await call('/chatroom/create_new.json', { ...room, whiteUserIds })).code).toBe(code);
  });

  it.each(['userId=%zz', 'userId=%ff', 'userId=%ED%A0%80'])('a body of %s is refused', async (body) => {
    const { request } = await setupEmulator();
    expect((await request(tokenPath, { body })).body.code).toBe(1002);
  });

  it('a body of more than 512 KB is refused', async () => {
    const { request } = await setupEmulator();
    const { body } = await request(tokenPath, { body: `userId=u1&filler=${'x'.repeat(512 * 1024)}` });
    expect(body.code).toBe(1508);
  });

  it('a plus sign is a space, and %2B is a plus sign', async () => {
    const { request, emulator } = await setupEmulator();
    await request(tokenPath, { body: 'userId=u1&name=Li+Lei%2B1' });
    expect(emulator.users.get('u1')?.name).toBe('Li Lei+1');
  });
});

describe('Rates', () => {
  const hit = async ({ call }: Awaited<ReturnType<typeof setupEmulator>>, times: number) => {
    let accepted = 0;
    for (let count = 0; count < times; count += 1)
      if ((await call('/chatroom/destroy.json', room)).code === 200) accepted += 1;
    return accepted;
  };

  it('allow a hundred calls in any second', async () => {
    const setup = await setupEmulator();
    expect(await hit(setup, 101)).toBe(100);
    setup.emulator.clock.advance(999);
    expect(await hit(setup, 1)).toBe(0);
    setup.emulator.clock.advance(1);
    expect(await hit(setup, 1)).toBe(1);
  });

  it('are counted for each call by itself', async () => {
    const setup = await setupEmulator();
    await hit(setup, 100);
    expect((await setup.call('/chatroom/create_new.json', room)).code).toBe(200);
  });

  it('may be off', async () => {
    expect(await hit(await setupEmulator({ behaviour: { limitRates: false } }), 101)).toBe(101);
  });

  it('allow two hundred tokens a second', async () => {
    const { call, emulator } = await setupEmulator();
    for (let count = 0; count < 201; count += 1) await call(tokenPath, { userId: `u${count}` });
    expect(emulator.users.size).toBe(200);
  });

  it('count a message once for each chatroom', async () => {
    const { call } = await setupEmulator();
    const toChatroomId = Array.from({ length: 60 }, (_, index) => `r${index}`);
    const message = { fromUserId: 'u1', objectName: 'RC:TxtMsg', content: '{}', toChatroomId };
    expect((await call('/message/chatroom/publish.json', message)).code).toBe(200);
    expect((await call('/message/chatroom/publish.json', message)).code).toBe(1008);
  });
});
