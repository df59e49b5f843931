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
  it('cannot write until the time is over, also after leaving and joining again', async () => {
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

  it('can still be the sender of a message from the server', async () => {
    const { call, room } = await setup();
    await room('user/gag/add', { userId: 'u1', minute: 10 });
    const message = { fromUserId: 'u1', toChatroomId: '7', objectName: 'RC:TxtMsg', content: '{}' };
    expect((await call('/message/chatroom/publish.json', message)).code).toBe(200);
  });

  it('may send after a rollback, or as an exception', async () => {
    const { room, emulator, says } = await setup();
    await room('user/gag/add', { userId: ['u1', 'u2'], minute: 10 });
    await room('user/gag/rollback', { userId: 'u1' });
    expect([says(), emulator.send('u2', '7', 'hello')]).toEqual([0, 23408]);
    await room('user/ban/whitelist/add', { userId: 'u2' });
    expect(emulator.send('u2', '7', 'hello')).toBe(0);
  });
});

describe('A muted room', () => {
  it('is silent but for its exceptions', async () => {
    const { room, says } = await setup();
    await room('ban/add');
    expect(says()).toBe(23408);
    expect((await room('get')).ban).toBe(true);
    await room('user/ban/whitelist/add', { userId: ['u1', 'u2'] });
    expect(says()).toBe(0);
    await room('user/ban/whitelist/rollback', { userId: 'u1' });
    expect(await room('user/ban/whitelist/query')).toEqual({ code: 200, userIds: ['u2'] });
    await room('ban/rollback');
    expect([says(), (await room('get')).ban]).toEqual([0, false]);
  });
});

describe('A blocked member', () => {
  it('is removed and cannot join until the time is over', async () => {
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

  it('may join after the block is lifted', async () => {
    const { room, emulator } = await setup();
    await room('user/block/add', { userId: 'u1', minute: 10 });
    await room('user/block/rollback', { userId: 'u1' });
    expect(emulator.join('u1', '7')).toBe(0);
  });
});

describe('A message from outside the chatroom', () => {
  it.each([
    ['accepted', 0],
    ['refused', 23406],
  ] as const)('is %s, by option, also from a blocked user', async (outsiderMessages, code) => {
    const { room, says } = await setup({ behaviour: { outsiderMessages } });
    await room('user/block/add', { userId: 'u1', minute: 10 });
    expect(says()).toBe(code);
  });
});

describe('A missing chatroom', () => {
  it.each([
    ['user/gag/list', { users: [] }],
    ['user/block/list', { users: [] }],
    ['user/block/rollback', {}],
    ['ban/add', {}],
    ['user/ban/whitelist/query', { userIds: [] }],
    ['users/exist', { result: [] }],
  ])('is accepted by %s without effect, by option', async (path, reply) => {
    const { room, emulator } = await setup({ behaviour: { unknownRoom: 'accepted' } });
    emulator.loseRoom('7');
    expect(await room(path, { userId: 'u1', minute: 1 })).toEqual({ code: 200, ...reply });
    expect(emulator.rooms.size).toBe(0);
  });

  it('is refused by the list of members with every option', async () => {
    const { room, emulator } = await setup({ behaviour: { unknownRoom: 'accepted' } });
    emulator.loseRoom('7');
    expect((await room('user/query', { count: 1 })).code).toBe(23410);
  });
});
