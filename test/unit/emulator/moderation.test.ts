import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, setupEmulator } from '../../support/rongcloud-emulator.ts';

/** Room 7 with u1 in it. */
async function setup(options: EmulatorOptions = {}) {
  const { call, ...rest } = await setupEmulator(options);
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  rest.emulator.join('u1', '7');
  const room = (path: string, form = {}) => call(`/chatroom/${path}.json`, { chatroomId: '7', ...form });
  return { ...rest, call, room, says: () => rest.emulator.send('u1', '7', 'hello') };
}

describe('A muted user', () => {
  it('is silent until the time is over, also after leaving and coming back', async () => {
    const { room, emulator, advanceMinutes, says } = await setup();
    await room('user/gag/add', { userId: 'u1', minute: 10 });
    emulator.leave('u1', '7');
    emulator.join('u1', '7');
    expect(says()).toBe(23408);
    expect(await room('user/gag/list')).toEqual({
      code: 200,
      users: [{ time: '2026-01-05 10:10:00', userId: 'u1' }],
    });
    advanceMinutes(10);
    expect(says()).toBe(0);
    expect(await room('user/gag/list')).toEqual({ code: 200, users: [] });
  });

  it('may be spoken for by the server', async () => {
    const { call, room } = await setup();
    await room('user/gag/add', { userId: 'u1', minute: 10 });
    const message = { fromUserId: 'u1', toChatroomId: '7', objectName: 'RC:TxtMsg', content: '{}' };
    expect((await call('/message/chatroom/publish.json', message)).code).toBe(200);
  });

  it('speaks again when it is taken back', async () => {
    const { room, says } = await setup();
    await room('user/gag/add', { userId: ['u1', 'u2'], minute: 10 });
    await room('user/gag/rollback', { userId: 'u1' });
    expect(says()).toBe(0);
  });

  it('may speak where he is an exception, but not where he is muted everywhere', async () => {
    const { call, room, says } = await setup();
    await room('user/gag/add', { userId: 'u1', minute: 10 });
    await room('user/ban/whitelist/add', { userId: 'u1' });
    expect(says()).toBe(0);
    await call('/chatroom/user/ban/add.json', { userId: 'u1', minute: 10 });
    expect(says()).toBe(23408);
    expect((await call('/chatroom/user/ban/query.json')).users).toEqual([
      { time: '2026-01-05 10:10:00', userId: 'u1' },
    ]);
    await call('/chatroom/user/ban/remove.json', { userId: 'u1' });
    expect(says()).toBe(0);
  });
});

describe('A muted room', () => {
  it('is silent but for its exceptions', async () => {
    const { room, says } = await setup();
    await room('ban/add');
    expect(says()).toBe(23408);
    expect(await room('ban/check')).toEqual({ code: 200, status: 1 });
    await room('user/ban/whitelist/add', { userId: ['u1', 'u2'] });
    expect(says()).toBe(0);
    await room('user/ban/whitelist/rollback', { userId: 'u1' });
    expect(await room('user/ban/whitelist/query')).toEqual({ code: 200, userIds: ['u2'] });
    await room('ban/rollback');
    expect([says(), (await room('ban/check')).status]).toEqual([0, 0]);
  });

  it('is listed by pages', async () => {
    const { call } = await setup();
    for (const chatroomId of ['8', '9', '10']) {
      await call('/chatroom/create_new.json', { chatroomId });
      await call('/chatroom/ban/add.json', { chatroomId });
    }
    expect(await call('/chatroom/ban/query.json')).toEqual({ code: 200, chatroomIds: ['8', '9', '10'] });
    expect(await call('/chatroom/ban/query.json', { size: 2, page: 2 })).toEqual({
      code: 200,
      chatroomIds: ['10'],
    });
  });

  it('has at most twenty exceptions, and a call beyond adds none', async () => {
    const { room, emulator } = await setup();
    const users = Array.from({ length: 19 }, (_, index) => `u${index}`);
    await room('user/ban/whitelist/add', { userId: users });
    expect((await room('user/ban/whitelist/add', { userId: ['x', 'y'] })).code).toBe(1502);
    expect(emulator.rooms.get('7')?.muteExceptions.size).toBe(19);
  });
});

describe('A blocked member', () => {
  it('is put out and cannot join until the time is over', async () => {
    const { room, emulator, advanceMinutes } = await setup();
    await room('user/block/add', { userId: 'u1', minute: 10 });
    expect(emulator.rooms.get('7')?.members.size).toBe(0);
    expect(emulator.join('u1', '7')).toBe(23409);
    await room('join', { userId: 'u1' });
    expect(emulator.rooms.get('7')?.members.size).toBe(0);
    expect(emulator.events.at(-1)).toMatchObject({ type: 2, status: 2, userIds: ['u1'] });
    expect((await room('user/block/list')).users).toEqual([{ time: '2026-01-05 10:10:00', userId: 'u1' }]);
    advanceMinutes(10);
    expect(emulator.join('u1', '7')).toBe(0);
  });

  it('may join when it is taken back', async () => {
    const { room, emulator } = await setup();
    await room('user/block/add', { userId: 'u1', minute: 10 });
    await room('user/block/rollback', { userId: 'u1' });
    expect(emulator.join('u1', '7')).toBe(0);
  });
});

describe('A kept-alive room', () => {
  it('ends only by being destroyed', async () => {
    const { call, room, emulator, advanceMinutes } = await setup();
    await room('keepalive/add');
    advanceMinutes(60 * 24 * 30);
    expect(await call('/chatroom/keepalive/query.json')).toEqual({ code: 200, chatroomIds: ['7'] });
    expect(emulator.rooms.has('7')).toBe(true);
    await room('destroy');
    expect(await call('/chatroom/keepalive/query.json')).toEqual({ code: 200, chatroomIds: [] });
  });

  it('is one of five, and one more is refused with 403', async () => {
    const { call, room, request } = await setup();
    await room('keepalive/add');
    for (const chatroomId of ['8', '9', '10', '11', '12'])
      await call('/chatroom/create_new.json', { chatroomId });
    for (const chatroomId of ['8', '9', '10', '11'])
      await call('/chatroom/keepalive/add.json', { chatroomId });
    const { status, body } = await request('/chatroom/keepalive/add.json', { form: { chatroomId: '12' } });
    expect([status, body.code]).toEqual([403, 1016]);
    expect((await room('keepalive/add')).code).toBe(200);
  });

  it('that is none cannot be taken off the list: 1015 with HTTP 200', async () => {
    const { request } = await setup();
    const { status, body } = await request('/chatroom/keepalive/remove.json', { form: { chatroomId: '7' } });
    expect([status, body.code]).toEqual([200, 1015]);
  });

  it('may be added once only, and listed with code 0, where the options say so', async () => {
    const { call, room } = await setup({ behaviour: { keepAliveTwice: 'refused', keepAliveQueryCode: 0 } });
    await room('keepalive/add');
    expect((await room('keepalive/add')).code).toBe(1002);
    expect(await call('/chatroom/keepalive/query.json')).toEqual({ code: 0, chatroomIds: ['7'] });
  });
});

describe('A service that is off', () => {
  it.each([
    ['keepAlive', 'keepalive/query'],
    ['globalMute', 'user/ban/query'],
    ['memberProtection', 'user/whitelist/query'],
    ['messageTypeProtection', 'whitelist/query'],
    ['lowPriorityTypes', 'message/priority/query'],
    ['attributes', 'entry/query'],
  ] as const)('(%s) answers 1009 with HTTP 430', async (service, path) => {
    const { request } = await setup({ behaviour: { servicesOff: [service] } });
    const { status, body } = await request(`/chatroom/${path}.json`, { form: { chatroomId: '7' } });
    expect([status, body.code]).toEqual([430, 1009]);
  });
});

describe('Attributes', () => {
  it('are set, replaced, asked for and removed', async () => {
    const { room } = await setup();
    await room('entry/set', { userId: 'u1', key: 'topic', value: 'maths' });
    await room('entry/batch/set', {
      entryOwnerId: 'u2',
      entryInfo: '{"page":"1","topic":"art"}',
      autoDelete: 1,
    });
    expect((await room('entry/query', { keys: 'topic' })).keys).toEqual([
      { key: 'topic', value: 'art', userId: 'u2', autoDelete: '1', lastSetTime: '1767578400000' },
    ]);
    await room('entry/remove', { userId: 'u1', key: 'topic' });
    expect((await room('entry/query')).keys).toMatchObject([{ key: 'page' }]);
    await room('entry/batch/remove', { entryOwnerId: 'u2', entryKeys: '["page"]' });
    expect(await room('entry/query')).toEqual({ code: 200, keys: [] });
    expect((await room('entry/remove', { userId: 'u1', key: 'topic' })).code).toBe(23427);
  });

  it('may have their numbers as numbers', async () => {
    const { room } = await setup({ behaviour: { attributeNumbers: 'number' } });
    await room('entry/set', { userId: 'u1', key: 'topic', value: 'maths' });
    expect((await room('entry/query')).keys).toMatchObject([{ autoDelete: 0, lastSetTime: 1767578400000 }]);
  });

  it('that are to go with their owner go when he leaves', async () => {
    const { room, emulator } = await setup();
    await room('entry/set', { userId: 'u1', key: 'mine', value: '1', autoDelete: 1 });
    await room('entry/set', { userId: 'u1', key: 'ours', value: '1' });
    await room('entry/set', { userId: 'u2', key: 'theirs', value: '1', autoDelete: 1 });
    emulator.leave('u1', '7');
    expect([...(emulator.rooms.get('7')?.attributes.keys() ?? [])]).toEqual(['ours', 'theirs']);
  });

  it.each([
    ['a key with a dot', 'entry/set', { userId: 'u1', key: 'a.b', value: 'v' }, 1002],
    ['a key of 129 characters', 'entry/set', { userId: 'u1', key: 'k'.repeat(129), value: 'v' }, 1002],
    ['a value of 4097 characters', 'entry/set', { userId: 'u1', key: 'k', value: 'v'.repeat(4097) }, 1005],
    ['a batch that is no JSON', 'entry/batch/set', { entryOwnerId: 'u1', entryInfo: '{' }, 1002],
    ['a batch with a number', 'entry/batch/set', { entryOwnerId: 'u1', entryInfo: '{"k":1}' }, 1002],
    ['a batch of 21', 'entry/batch/set', { entryOwnerId: 'u1', entryInfo: pairs(21) }, 1502],
  ])('refuse %s', async (_what, path, form, code) => {
    const { room, emulator } = await setup();
    expect((await room(path, form)).code).toBe(code);
    expect(emulator.rooms.get('7')?.attributes.size).toBe(0);
  });

  it('are a hundred in a room at most', async () => {
    const { room, emulator } = await setup({ behaviour: { limitRates: false } });
    for (let batch = 0; batch < 5; batch += 1)
      await room('entry/batch/set', { entryOwnerId: 'u1', entryInfo: pairs(20, `b${batch}`) });
    expect((await room('entry/set', { userId: 'u1', key: 'more', value: 'v' })).code).toBe(23423);
    expect((await room('entry/set', { userId: 'u1', key: 'b00', value: 'w' })).code).toBe(200);
    expect(emulator.rooms.get('7')?.attributes.size).toBe(100);
  });
});

function pairs(count: number, prefix = 'k'): string {
  return JSON.stringify(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 'v'])),
  );
}
