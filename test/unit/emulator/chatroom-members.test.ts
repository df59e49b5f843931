import { describe, expect, it } from 'vitest';
import { setupEmulator } from '../../support/rongcloud-emulator.ts';

describe('The members of a chatroom', () => {
  it('join by the server-side call if it is present', async () => {
    const { call, emulator } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    const reply = await call('/chatroom/join.json', { userId: ['u1', 'u2'], chatroomId: '7' });
    expect(reply).toEqual({ code: 200 });
    expect([...(emulator.rooms.get('7')?.members.keys() ?? [])]).toEqual(['u1', 'u2']);
  });

  it('find no such call if it is absent', async () => {
    const { request } = await setupEmulator({ behaviour: { joinCall: 'absent' } });
    const reply = await request('/chatroom/join.json', { form: { userId: 'u1', chatroomId: '7' } });
    expect([reply.status, reply.body.code]).toEqual([404, 404]);
  });

  it.each([
    ['refused', 1002, false],
    ['noSuchRoom', 23410, false],
    ['creates', 200, true],
  ] as const)('who join a missing room: the option %s', async (joinUnknown, code, exists) => {
    const { call, emulator } = await setupEmulator({ behaviour: { joinUnknown } });
    expect((await call('/chatroom/join.json', { userId: 'u1', chatroomId: '7' })).code).toBe(code);
    expect(emulator.rooms.has('7')).toBe(exists);
  });

  it('are in one room at a time, unless the option allows more', async () => {
    const { call, emulator } = await setupEmulator();
    for (const chatroomId of ['7', '8', '9']) await call('/chatroom/create_new.json', { chatroomId });
    const roomsOfU1 = () => [...emulator.rooms.values()].filter(({ members }) => members.has('u1')).length;
    emulator.join('u1', '7');
    emulator.join('u1', '8');
    expect(roomsOfU1()).toBe(1);
    emulator.behave({ oneRoomPerUser: false });
    emulator.join('u1', '9');
    expect(roomsOfU1()).toBe(2);
  });

  it('are listed in the order of joining or backwards, with times of the data centre', async () => {
    const { call, emulator, advanceMinutes } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    emulator.join('u1', '7');
    advanceMinutes(1);
    emulator.join('u2', '7');
    const first = { id: 'u1', time: '2026-01-05 10:00:00' };
    const second = { id: 'u2', time: '2026-01-05 10:01:00' };
    const query = (order: number, count: number) =>
      call('/chatroom/user/query.json', { chatroomId: '7', order, count });
    expect(await query(1, 500)).toEqual({ code: 200, total: 2, users: [first, second] });
    expect(await query(2, 1)).toEqual({ code: 200, total: 2, users: [second] });
    emulator.behave({ timeZone: 'UTC' });
    expect(await query(1, 1)).toEqual({
      code: 200,
      total: 2,
      users: [{ id: 'u1', time: '2026-01-05 02:00:00' }],
    });
  });

  it('are looked up with 1 and 0', async () => {
    const { call, emulator } = await setupEmulator();
    await call('/chatroom/create_new.json', { chatroomId: '7' });
    emulator.join('u1', '7');
    expect(await call('/chatroom/users/exist.json', { chatroomId: '7', userId: ['u1', 'u2'] })).toEqual({
      code: 200,
      result: [
        { userId: 'u1', isInChrm: 1 },
        { userId: 'u2', isInChrm: 0 },
      ],
    });
  });
});
