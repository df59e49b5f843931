import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

const createPath = '/chatroom/create_new.json';
const room = { chatroomId: '7' };
const createdAt = Date.UTC(2026, 0, 5, 2, 0, 0);

describe('Creating a chatroom', () => {
  it('creates one that ends after an hour without activity', async () => {
    const { call } = await setupEmulator();
    expect(await call(createPath, room)).toEqual({ code: 200 });
    expect(await call('/chatroom/get.json', room)).toEqual({
      code: 200,
      chatroomId: '7',
      createTime: createdAt,
      memberCount: 0,
      destroyType: 0,
      destroyTime: 60,
      ban: false,
    });
  });

  it('takes its life, silence and exceptions in the same call', async () => {
    const { call, emulator } = await setupEmulator();
    const silence = { isBan: 'true', whiteUserIds: ['u1', 'u2'] };
    await call(createPath, { ...room, destroyType: 1, destroyTime: 10080, ...silence });
    expect(emulator.rooms.get('7')).toMatchObject({
      settings: { destroyType: 'fixed', destroyMinutes: 10080 },
      isMuted: true,
      muteExceptions: new Set(['u1', 'u2']),
    });
    expect([emulator.send('u1', '7', 'hello'), emulator.send('u3', '7', 'hello')]).toEqual([0, 23408]);
  });

  it('reads destroyTime 0, which the Go SDK sends, as left out', async () => {
    const { call, emulator } = await setupEmulator();
    await call(createPath, { ...room, destroyTime: 0 });
    expect(emulator.rooms.get('7')?.settings.destroyMinutes).toBe(60);
  });

  it.each([59, 10081, -1])('refuses a life of %i minutes', async (destroyTime) => {
    const { call, emulator } = await setupEmulator();
    expect((await call(createPath, { ...room, destroyTime })).code).toBe(1002);
    expect(emulator.rooms.size).toBe(0);
  });

  it.each([
    ['ignored', 200, 60],
    ['replaced', 200, 120],
    ['refused', 1002, 60],
  ] as const)('of an id that exists is %s, by option', async (createExisting, code, minutes) => {
    const { call, emulator } = await setupEmulator({ behaviour: { createExisting } });
    await call(createPath, room);
    expect((await call(createPath, { ...room, destroyTime: 120 })).code).toBe(code);
    expect(emulator.rooms.get('7')?.settings.destroyMinutes).toBe(minutes);
  });
});

describe('The create of the official Node SDK', () => {
  it('creates several chatrooms, with names', async () => {
    const { request, emulator } = await setupEmulator();
    const body = 'chatroom%5B7%5D=room7&chatroom[8]=%E8%AF%BE%E5%A0%82+8';
    expect((await request('/chatroom/create.json', { body })).body).toEqual({ code: 200 });
    expect([...emulator.rooms.values()].map(({ id, settings }) => [id, settings.name])).toEqual([
      ['7', 'room7'],
      ['8', '课堂 8'],
    ]);
  });

  it.each(['', 'chatroom=x', 'chatroom[]=x'])('refuses "%s"', async (body) => {
    const { request, emulator } = await setupEmulator();
    await request('/chatroom/create.json', { body });
    expect(emulator.rooms.size).toBe(0);
  });
});

describe('Destroying a chatroom', () => {
  it('ends several at once, with their members and sanctions', async () => {
    const { call, emulator } = await setupEmulator();
    for (const chatroomId of ['7', '8', '9']) await call(createPath, { chatroomId });
    emulator.join('u1', '7');
    await call('/chatroom/ban/add.json', room);
    await call('/chatroom/user/gag/add.json', { ...room, userId: 'u2', minute: 5 });
    await call('/chatroom/user/block/add.json', { ...room, userId: 'u3', minute: 5 });
    await call('/chatroom/user/ban/whitelist/add.json', { ...room, userId: 'u4' });
    expect(await call('/chatroom/destroy.json', { chatroomId: ['7', '9'] })).toEqual({ code: 200 });
    expect([...emulator.rooms.keys()]).toEqual(['8']);
    await call(createPath, room);
    expect(emulator.rooms.get('7')).toMatchObject({
      isMuted: false,
      members: new Map(),
      muteExceptions: new Set(),
    });
    expect([emulator.send('u2', '7', 'hello'), emulator.join('u3', '7')]).toEqual([0, 0]);
  });

  it('reports the members as leaving, by option', async () => {
    const { call, emulator } = await setupEmulator({ behaviour: { leaveEventsOnDestroy: true } });
    await call(createPath, room);
    emulator.join('u1', '7');
    await call('/chatroom/destroy.json', room);
    expect(emulator.events.slice(2)).toMatchObject([
      { type: 2, status: 0, userIds: ['u1'] },
      { type: 3, status: 0, userIds: [] },
    ]);
  });

  it.each([
    ['accepted', 200],
    ['refused', 23410],
  ] as const)('that does not exist is %s, by option', async (destroyUnknown, code) => {
    const { call } = await setupEmulator({ behaviour: { destroyUnknown } });
    expect((await call('/chatroom/destroy.json', room)).code).toBe(code);
  });
});

describe('A chatroom by itself', () => {
  it('ends after its idle time, counted from the last activity', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call(createPath, room);
    advanceMinutes(59);
    emulator.join('u1', '7');
    advanceMinutes(59);
    expect(emulator.rooms.has('7')).toBe(true);
    advanceMinutes(1);
    expect(emulator.rooms.has('7')).toBe(false);
  });

  it('of the fixed type ends in spite of activity', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call(createPath, { ...room, destroyType: 1 });
    advanceMinutes(59);
    emulator.join('u1', '7');
    advanceMinutes(1);
    expect(emulator.rooms.has('7')).toBe(false);
  });

  it('that is due ends, although a member who joins another chatroom would leave it', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call(createPath, room);
    emulator.join('u1', '7');
    advanceMinutes(60);
    await call(createPath, { chatroomId: '8' });
    emulator.join('u1', '8');
    expect([...emulator.rooms.keys()]).toEqual(['8']);
  });

  it('has an event for each change, with its cause', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call(createPath, room);
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
