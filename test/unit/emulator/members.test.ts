import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, setupEmulator } from '../../support/rongcloud-emulator.ts';

const room = { chatroomId: '7' };
const joinPath = '/chatroom/join.json';

async function setup(options: EmulatorOptions = {}) {
  const { call, ...rest } = await setupEmulator(options);
  await call('/chatroom/create_new.json', room);
  return { ...rest, call, membersOf: () => [...(rest.emulator.rooms.get('7')?.members.keys() ?? [])] };
}

describe('The members of a chatroom', () => {
  it('join by the call of the SDKs before 2018', async () => {
    const { call, membersOf } = await setup();
    expect(await call(joinPath, { ...room, userId: ['u1', 'u2'] })).toEqual({ code: 200 });
    expect(membersOf()).toEqual(['u1', 'u2']);
  });

  it('find no such call where it is absent', async () => {
    const { request } = await setup({ behaviour: { joinCall: 'absent' } });
    const { status, body } = await request(joinPath, { form: { ...room, userId: 'u1' } });
    expect([status, body.code]).toEqual([404, 404]);
  });

  it.each([
    [0, 200],
    [50, 1002],
  ])('are 51 in one join, with the limit %i', async (maxUsersJoined, code) => {
    const { call, membersOf } = await setup({ behaviour: { maxUsersJoined } });
    const userId = Array.from({ length: 51 }, (_, index) => `u${index}`);
    expect((await call(joinPath, { ...room, userId })).code).toBe(code);
    expect(membersOf()).toHaveLength(code === 200 ? 51 : 0);
  });

  it('cannot join a missing chatroom: HTTP 400, in the words of the real service', async () => {
    const { emulator, request } = await setup({ behaviour: { joinUnknown: 'badParameter' } });
    const { status, body } = await request(joinPath, { form: { chatroomId: '99', userId: 'u1' } });
    expect([status, body]).toEqual([400, { code: 1002, errorMessage: 'chatroomId is not exist.' }]);
    expect(emulator.join('u1', '99')).toBe(23410);
  });

  it.each([
    ['refused', 23410, false],
    ['creates', 200, true],
  ] as const)('who join a missing chatroom: the option %s', async (joinUnknown, code, exists) => {
    const { call, emulator } = await setup({ behaviour: { joinUnknown } });
    expect((await call(joinPath, { chatroomId: '99', userId: 'u1' })).code).toBe(code);
    expect(emulator.rooms.has('99')).toBe(exists);
  });

  it('are in one chatroom at a time, unless the option lifts that', async () => {
    const { call, emulator } = await setup();
    for (const chatroomId of ['8', '9']) await call('/chatroom/create_new.json', { chatroomId });
    const roomsOfU1 = () => [...emulator.rooms.values()].filter(({ members }) => members.has('u1')).length;
    emulator.join('u1', '7');
    emulator.join('u1', '8');
    expect(roomsOfU1()).toBe(1);
    emulator.behave({ oneRoomPerUser: false });
    emulator.join('u1', '9');
    expect(roomsOfU1()).toBe(2);
  });

  it('are listed in the order of joining or reversed, with the total', async () => {
    const { call, emulator, advanceMinutes } = await setup();
    emulator.join('u1', '7');
    advanceMinutes(1);
    emulator.join('u2', '7');
    const first = { id: 'u1', time: '2026-01-05 10:00:00' };
    const second = { id: 'u2', time: '2026-01-05 10:01:00' };
    const query = (form: object) => call('/chatroom/user/query.json', { ...room, ...form });
    expect(await query({ count: 500 })).toEqual({ code: 200, total: 2, users: [first, second] });
    expect(await query({ count: 1, order: 2 })).toEqual({ code: 200, total: 2, users: [second] });
    expect((await query({ count: 501 })).code).toBe(1002);
  });

  it.each([
    [{}, '2026-01-05 10:05:00'],
    [{ timeZone: 'UTC' }, '2026-01-05 02:05:00'],
    [{ timeDigits: 'unpadded' }, '2026-1-5 10:5:0'],
  ] as const)('have times spelled by the options %o', async (behaviour, time) => {
    const { call, emulator, advanceMinutes } = await setup({ behaviour });
    advanceMinutes(5);
    emulator.join('u1', '7');
    const { users } = await call('/chatroom/user/query.json', { ...room, count: 1, order: 1 });
    expect(users).toEqual([{ id: 'u1', time }]);
  });

  it('are looked up singly with a boolean and together with 1 and 0', async () => {
    const { call, emulator } = await setup();
    emulator.join('u1', '7');
    const exist = (userId: string) => call('/chatroom/user/exist.json', { ...room, userId });
    expect([await exist('u1'), await exist('u2')]).toEqual([
      { code: 200, isInChrm: true },
      { code: 200, isInChrm: false },
    ]);
    expect((await call('/chatroom/users/exist.json', { ...room, userId: ['u1', 'u2'] })).result).toEqual([
      { userId: 'u1', isInChrm: 1 },
      { userId: 'u2', isInChrm: 0 },
    ]);
  });

  it('cannot be listed for a missing chatroom, whatever the option', async () => {
    const { call } = await setup({ behaviour: { unknownRoom: 'accepted' } });
    const query = { chatroomId: '99', count: 1, order: 1 };
    expect((await call('/chatroom/user/query.json', query)).code).toBe(23410);
    expect(await call('/chatroom/user/exist.json', { chatroomId: '99', userId: 'u1' })).toEqual({
      code: 200,
      isInChrm: false,
    });
  });
});
