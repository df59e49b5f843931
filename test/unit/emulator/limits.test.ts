import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const users = (count: number) => Array.from({ length: count }, (_none, index) => `u${index}`);

async function setup(options: Parameters<typeof setupEmulator>[0] = {}) {
  const emulated = await setupEmulator(options);
  await emulated.call('/chatroom/create_new.json', { chatroomId: '7' });
  return emulated;
}

describe('the limits of the class controls', () => {
  it.each(['user/gag/add', 'user/block/add', 'user/ban/whitelist/add'])(
    '%s accepts 20 users, and refuses 21',
    async (path) => {
      const { call, emulator } = await setup();
      const form = { chatroomId: '7', minute: 10 };
      expect((await call(`/chatroom/${path}.json`, { ...form, userId: users(21) })).code).toBe(1002);
      const room = emulator.rooms.get('7');
      expect([
        room?.muted.entries().length,
        room?.blocked.entries().length,
        room?.muteExceptions.size,
      ]).toEqual([0, 0, 0]);
      expect((await call(`/chatroom/${path}.json`, { ...form, userId: users(20) })).code).toBe(200);
    },
  );

  it('a chatroom has at most 20 exceptions in all', async () => {
    const { call, emulator } = await setup();
    const add = (userId: string[]) =>
      call('/chatroom/user/ban/whitelist/add.json', { chatroomId: '7', userId });
    await add(users(19));
    expect((await add(['x', 'y'])).code).not.toBe(200);
    expect(emulator.rooms.get('7')?.muteExceptions.size).toBe(19);
  });

  it.each(['0', '-1', '43201', 'ten', '1.5'])('refuses a mute and a block of %s minutes', async (minute) => {
    const { call } = await setup();
    for (const list of ['gag', 'block']) {
      const reply = await call(`/chatroom/user/${list}/add.json`, { chatroomId: '7', userId: 'u1', minute });
      expect(reply.code).toBe(1002);
    }
  });

  it('a shorter mute replaces a longer one', async () => {
    const { call, advanceMinutes } = await setup();
    const mute = (minute: number) =>
      call('/chatroom/user/gag/add.json', { chatroomId: '7', userId: 'u1', minute });
    await mute(60);
    await mute(1);
    advanceMinutes(1);
    expect((await call('/chatroom/user/gag/list.json', { chatroomId: '7' })).users).toEqual([]);
  });

  it.each([
    ['/chatroom/user/gag/add', { userId: 'u1', minute: 1 }],
    ['/chatroom/user/block/add', { userId: 'u1', minute: 1 }],
    ['/chatroom/ban/add', {}],
    ['/chatroom/user/ban/whitelist/add', { userId: 'u1' }],
  ])('%s replies 23410 for a missing chatroom', async (path, form) => {
    const { call } = await setup();
    expect((await call(`${path}.json`, { chatroomId: '99', ...form })).code).toBe(23410);
  });
});

describe('as the real service answers', () => {
  it.each([
    ['a token without a name', '/user/getToken.json', { userId: 'u1' }, 200, 200],
    ['a token without parameters', '/user/getToken.json', {}, 400, 1002],
    ['joining a missing chatroom', '/chatroom/join.json', { userId: 'u1', chatroomId: '99' }, 400, 1002],
    ['joining with 51 users', '/chatroom/join.json', { userId: users(51), chatroomId: '7' }, 200, 200],
    ['destroying an unknown chatroom', '/chatroom/destroy.json', { chatroomId: '99' }, 200, 200],
    ['a double slash before the path', '//user/getToken.json', { userId: 'u1' }, 200, 200],
  ])('%s', async (_what, path, form, status, code) => {
    const { request } = await setup();
    const reply = await request(path, { form });
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });
});
