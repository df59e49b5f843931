import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const createdAt = Date.UTC(2026, 0, 5, 2, 0, 0);

describe('Creating a chatroom', () => {
  it('makes a room that ends after an hour without activity', async () => {
    const { call, emulator } = await setupEmulator();
    expect(await call('/chatroom/create_new.json', { chatroomId: '7' })).toEqual({ code: 200 });
    expect(await call('/chatroom/get.json', { chatroomId: '7' })).toEqual({
      code: 200,
      chatroomId: '7',
      createTime: createdAt,
      memberCount: 0,
      destroyType: 0,
      destroyTime: 60,
      ban: false,
    });
    expect([...emulator.rooms.keys()]).toEqual(['7']);
  });
  it('treats destroyTime 0, which the Go SDK sends, as not given', async () => {
    const { call, emulator } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7', destroyType: 0, destroyTime: 0 });
    expect(emulator.rooms.get('7')?.settings.destroyMinutes).toBe(60);
  });

  it.each([59, 10081, -1])('refuses a life of %i minutes', async (destroyTime) => {
    const { call, emulator } = await setupEmulator();
    const reply = await call('/chatroom/create_new.json', { chatroomId: '7', destroyTime });
    expect(reply.code).toBe(1002);
    expect(emulator.rooms.size).toBe(0);
  });
  it.each([
    ['ignored', 200, 60],
    ['replaced', 200, 120],
    ['refused', 1002, 60],
  ] as const)('of an existing id is %s if the option says so', async (createExisting, code, minutes) => {
    const { call, emulator } = await setupEmulator({ behaviour: { createExisting } });
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    const again = await call('/chatroom/create_new.json', { chatroomId: '7', destroyTime: 120 });
    expect(again.code).toBe(code);
    expect(emulator.rooms.get('7')?.settings.destroyMinutes).toBe(minutes);
  });
});

describe('The create of the official Node SDK', () => {
  it('creates several chatrooms', async () => {
    const { request, emulator } = await setupEmulator();
    const body = 'chatroom%5B7%5D=room7&chatroom[8]=%E8%AF%BE%E5%A0%82+8';
    expect((await request('/chatroom/create.json', { body })).body).toEqual({ code: 200 });
    expect([...emulator.rooms.keys()]).toEqual(['7', '8']);
  });

  it.each([
    ['no chatroom', 'x=1', 1002],
    ['an empty id', 'chatroom[]=x', 1002],
    ['an id of 65 bytes', `chatroom[${'x'.repeat(65)}]=x`, 1005],
  ])('refuses %s', async (_what, body, code) => {
    const { request, emulator } = await setupEmulator();
    expect((await request('/chatroom/create.json', { body })).body.code).toBe(code);
    expect(emulator.rooms.size).toBe(0);
  });
});

describe('Destroying a chatroom', () => {
  it('ends the room and all that belongs to it', async () => {
    const { call, emulator } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    emulator.join('u1', '7');
    expect(await call('/chatroom/destroy.json', { chatroomId: '7' })).toEqual({ code: 200 });
    expect((await call('/chatroom/get.json', { chatroomId: '7' })).code).toBe(23410);
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    expect(emulator.rooms.get('7')?.members.size).toBe(0);
  });

  it('takes several ids at once', async () => {
    const { call, emulator } = await setupEmulator();
    for (const chatroomId of ['7', '8', '9']) await call('/chatroom/create_new.json', { chatroomId });
    await call('/chatroom/destroy.json', { chatroomId: ['7', '9'] });
    expect([...emulator.rooms.keys()]).toEqual(['8']);
  });

  it.each([
    ['accepted', 200],
    ['refused', 23410],
  ] as const)('that does not exist is %s where the option says so', async (destroyUnknown, code) => {
    const { call } = await setupEmulator({ behaviour: { destroyUnknown } });
    expect((await call('/chatroom/destroy.json', { chatroomId: '7' })).code).toBe(code);
  });
});

describe('A chatroom by itself', () => {
  it('ends after its idle time, counted from the last activity', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7', destroyTime: 60 });
    advanceMinutes(59);
    emulator.join('u1', '7');
    advanceMinutes(59);
    expect(emulator.rooms.has('7')).toBe(true);
    advanceMinutes(1);
    expect(emulator.rooms.has('7')).toBe(false);
  });

  it('of the fixed kind ends despite activity', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7', destroyType: 1, destroyTime: 60 });
    advanceMinutes(59);
    emulator.join('u1', '7');
    advanceMinutes(1);
    expect(emulator.rooms.has('7')).toBe(false);
  });
  it('reports its life to the status callback, with the reasons', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    emulator.join('u1', '7');
    advanceMinutes(60);
    expect(emulator.rooms.size).toBe(0);
    expect(emulator.events).toEqual([
      { chatRoomId: '7', userIds: [], type: 0, status: 0, time: createdAt },
      { chatRoomId: '7', userIds: ['u1'], type: 1, status: 0, time: createdAt },
      { chatRoomId: '7', userIds: [], type: 3, status: 3, time: createdAt + 3_600_000 },
    ]);
  });
});
