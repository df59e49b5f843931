import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, setupEmulator } from '../../support/rongcloud-emulator.ts';

/** Chatroom 7 with u1 in it. */
async function setup(options: EmulatorOptions = {}) {
  const { call, ...rest } = await setupEmulator(options);
  await call('/chatroom/create_new.json', { chatroomId: '7' });
  rest.emulator.join('u1', '7');
  const room = (path: string, form = {}) => call(`/chatroom/${path}.json`, { chatroomId: '7', ...form });
  return { ...rest, call, room, send: () => rest.emulator.send('u1', '7', 'hello') };
}

const inFive = '2026-01-05 10:05:00';
const inTen = '2026-01-05 10:10:00';

describe('A muted user', () => {
  it('is silent until the time ends, also after leaving and joining again', async () => {
    const { room, emulator, advanceMinutes, send } = await setup();
    await room('user/gag/add', { userId: 'u1', minute: 10 });
    emulator.leave('u1', '7');
    emulator.join('u1', '7');
    expect(send()).toBe(23408);
    expect(await room('user/gag/list')).toEqual({ code: 200, users: [{ time: inTen, userId: 'u1' }] });
    advanceMinutes(10);
    expect(send()).toBe(0);
    expect(await room('user/gag/list')).toEqual({ code: 200, users: [] });
  });

  it('is muted for the time of the last call, although it is shorter', async () => {
    const { room, advanceMinutes, send } = await setup();
    await room('user/gag/add', { userId: 'u1', minute: 10 });
    await room('user/gag/add', { userId: 'u1', minute: 5 });
    expect((await room('user/gag/list')).users).toEqual([{ time: inFive, userId: 'u1' }]);
    advanceMinutes(5);
    expect(send()).toBe(0);
  });

  it('may be the sender of a server message', async () => {
    const { call, room } = await setup();
    await room('user/gag/add', { userId: 'u1', minute: 10 });
    const message = { fromUserId: 'u1', toChatroomId: '7', objectName: 'RC:TxtMsg', content: '{}' };
    expect((await call('/message/chatroom/publish.json', message)).code).toBe(200);
  });

  it('may send after a rollback, or as an exception', async () => {
    const { room, emulator, send } = await setup();
    await room('user/gag/add', { userId: ['u1', 'u2'], minute: 10 });
    await room('user/gag/rollback', { userId: 'u1' });
    expect([send(), emulator.send('u2', '7', 'hello')]).toEqual([0, 23408]);
    await room('user/ban/whitelist/add', { userId: 'u2' });
    expect(emulator.send('u2', '7', 'hello')).toBe(0);
  });
});

describe('A silenced chatroom', () => {
  it("refuses its clients' messages, except from the listed users", async () => {
    const { room, send, emulator } = await setup();
    await room('ban/add');
    expect(send()).toBe(23408);
    expect(emulator.messages).toEqual([]);
    expect(await room('ban/check')).toEqual({ code: 200, status: 1 });
    await room('user/ban/whitelist/add', { userId: ['u1', 'u2'] });
    expect(send()).toBe(0);
    await room('user/ban/whitelist/rollback', { userId: 'u1' });
    expect(await room('user/ban/whitelist/query')).toEqual({ code: 200, userIds: ['u2'] });
    expect(send()).toBe(23408);
    await room('ban/rollback');
    expect([send(), await room('ban/check')]).toEqual([0, { code: 200, status: 0 }]);
  });

  it('is listed by pages', async () => {
    const { call } = await setup();
    for (const chatroomId of ['8', '9', '10'])
      await call('/chatroom/create_new.json', { chatroomId, isBan: 'true' });
    expect(await call('/chatroom/ban/query.json')).toEqual({ code: 200, chatroomIds: ['8', '9', '10'] });
    const secondPage = await call('/chatroom/ban/query.json', { size: 2, page: 2 });
    expect(secondPage).toEqual({ code: 200, chatroomIds: ['10'] });
  });

  it('has at most twenty exceptions, and a call that exceeds them adds none', async () => {
    const { room, emulator } = await setup();
    const users = Array.from({ length: 19 }, (_, index) => `u${index}`);
    await room('user/ban/whitelist/add', { userId: users });
    expect((await room('user/ban/whitelist/add', { userId: ['x', 'y'] })).code).toBe(1002);
    expect(emulator.rooms.get('7')?.muteExceptions.size).toBe(19);
    expect((await room('user/ban/whitelist/add', { userId: ['u0', 'x'] })).code).toBe(200);
  });
});

describe('A blocked member', () => {
  it('is removed and cannot join until the time ends', async () => {
    const { room, emulator, advanceMinutes } = await setup();
    await room('user/block/add', { userId: 'u1', minute: 10 });
    expect(emulator.rooms.get('7')?.members.size).toBe(0);
    expect(emulator.events.at(-1)).toMatchObject({ type: 2, status: 2, userIds: ['u1'] });
    expect(emulator.join('u1', '7')).toBe(23409);
    await room('join', { userId: ['u1', 'u2'] });
    expect([...(emulator.rooms.get('7')?.members.keys() ?? [])]).toEqual(['u2']);
    expect((await room('user/block/list')).users).toEqual([{ time: inTen, userId: 'u1' }]);
    advanceMinutes(10);
    expect(emulator.join('u1', '7')).toBe(0);
  });

  it('may join after a rollback', async () => {
    const { room, emulator } = await setup();
    await room('user/block/add', { userId: 'u1', minute: 10 });
    await room('user/block/rollback', { userId: 'u1' });
    expect(emulator.join('u1', '7')).toBe(0);
  });

  it.each([
    ['accepted', 0],
    ['refused', 23406],
  ] as const)('may still send from outside where that is %s', async (outsiderMessages, code) => {
    const { room, send } = await setup({ behaviour: { outsiderMessages } });
    await room('user/block/add', { userId: 'u1', minute: 10 });
    expect(send()).toBe(code);
  });
});

describe('A missing chatroom', () => {
  const paths: readonly [path: string, reply: object][] = [
    ['user/gag/add', {}],
    ['user/gag/rollback', {}],
    ['user/gag/list', { users: [] }],
    ['user/block/add', {}],
    ['user/block/rollback', {}],
    ['user/block/list', { users: [] }],
    ['ban/add', {}],
    ['ban/rollback', {}],
    ['ban/check', { status: 0 }],
    ['user/ban/whitelist/add', {}],
    ['user/ban/whitelist/rollback', {}],
    ['user/ban/whitelist/query', { userIds: [] }],
  ];
  it.each(paths)('is refused by %s with 23410, or accepted without effect', async (path, reply) => {
    const { room, emulator } = await setup();
    emulator.loseRoom('7');
    const form = { userId: 'u1', minute: 1 };
    expect((await room(path, form)).code).toBe(23410);
    emulator.behave({ unknownRoom: 'accepted' });
    expect(await room(path, form)).toEqual({ code: 200, ...reply });
    expect(emulator.rooms.size).toBe(0);
  });
});
