import { describe, expect, it } from 'vitest';
import { getEntries, setEntries, setEntry } from '../../functions/rongcloud/chatroom-entries.ts';
import { joinChatroom } from '../../functions/rongcloud/chatroom-join.ts';
import { endKeepAlive, listKeptAlive } from '../../functions/rongcloud/chatroom-keepalive.ts';
import { whichAreMembers } from '../../functions/rongcloud/chatroom-members.ts';
import { muteMembers } from '../../functions/rongcloud/chatroom-moderation.ts';
import { isSilenced } from '../../functions/rongcloud/chatroom-silence.ts';
import { createChatroom, destroyChatroom, getChatroom } from '../../functions/rongcloud/chatrooms.ts';
import { publishToChatrooms } from '../../functions/rongcloud/messages.ts';
import { getUser } from '../../functions/rongcloud/users.ts';
import type { RongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { clientCalls, pathsOfClient } from './our-client-calls.ts';
import { noRoom, refusals, users } from './our-client-refusals.ts';
import { failureOf, message, room, setup, startAt } from './our-client-scene.ts';

const codes = ({ calls }: RongCloudEmulator) => calls.map(({ code }) => code);

describe('Our client', () => {
  it('has no other calls than those driven here', () => {
    expect(clientCalls.map(({ path }) => path).sort()).toEqual(pathsOfClient().sort());
  });

  it.each(clientCalls)('succeeds with $path', async ({ path, drive, result, look, found }) => {
    const { emulator, client, by } = await setup();
    expect(await drive(client, by)).toEqual(result);
    expect(emulator.calls.map((call) => [call.path, call.status, call.code, call.effect])).toEqual([
      [`/${path}.json`, 200, 200, true],
    ]);
    if (look !== undefined) expect(look(emulator)).toEqual(found);
  });

  it.each(clientCalls)('is told of a wrong signature by $path', async ({ drive }) => {
    const { emulator, client, by } = await setup({ account: { appSecret: 'another-secret' } });
    expect(await failureOf(drive(client, by))).toEqual(['UPSTREAM_REJECTED', 1004, 1]);
    expect(emulator.calls.map(({ effect }) => effect)).toEqual([false]);
  });

  it.each(clientCalls)('is told of a wrong App Key by $path', async ({ drive }) => {
    const { emulator, client, by } = await setup({ account: { appKey: 'another-key' } });
    expect(await failureOf(drive(client, by))).toEqual(['UPSTREAM_REJECTED', 1002, 1]);
    expect(emulator.calls.map(({ effect }) => effect)).toEqual([false]);
  });

  it.each(clientCalls)('is told of too many calls by $path, and does not insist', async ({ drive }) => {
    const { emulator, client } = await setup();
    emulator.arm({ name: 'rate-limited' });
    // A deadline that leaves no time to come back; a join would, a second later.
    await expect(drive(client, startAt + 1_000)).rejects.toMatchObject({
      code: 'UPSTREAM_BUSY',
      details: { retryAfterSeconds: 1, log: { rongCloudStatus: 429, rongCloudCode: 1008, attempts: 1 } },
    });
    expect(codes(emulator)).toEqual([1008]);
  });

  const repeatable = clientCalls.filter(({ path }) => path !== 'message/chatroom/publish');

  it.each(repeatable)('has the other host answer $path where the first fails', async ({ drive, result }) => {
    const { emulator, client, by } = await setup();
    emulator.arm({ name: 'failing-code', code: 1000 });
    expect(await drive(client, by)).toEqual(result);
    expect(emulator.calls.map(({ host, code, effect }) => [host, code, effect])).toEqual([
      [0, 1000, false],
      [1, 200, true],
    ]);
  });

  it.each([1000, 1050] as const)('does not know of a message whether it was sent: %i', async (code) => {
    const { emulator, client, by } = await setup();
    emulator.arm({ name: 'failing-code', code, effect: true });
    const published = publishToChatrooms(client, message, by);
    expect(await failureOf(published)).toEqual(['UPSTREAM_UNAVAILABLE', code, 1]);
    expect(emulator.messages).toHaveLength(2);
  });
});

describe("RongCloud's own refusals reach our caller with their codes:", () => {
  it.each(refusals)('$what', async ({ drive, code, ...arrangement }) => {
    const { client, by } = await setup(arrangement);
    expect(await failureOf(drive(client, by))).toEqual(['UPSTREAM_REJECTED', code, 1]);
  });

  it.each(['errorMessage', 'message', 'msg'] as const)('with the text that stands in %s', async (key) => {
    const { client, by } = await setup({ behaviour: { errorTextKey: key, errorNamesUrl: true } });
    await expect(createChatroom(client, { chatroomId: '9', idleMinutes: 59 }, by)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('destroyTime must be at least 60.') },
    });
  });
});

describe('Our client takes as no failure', () => {
  it.each([200, 400, 404])('that a room is not there, told with HTTP %i', async (unknownRoomStatus) => {
    const { client, by } = await setup({ behaviour: { unknownRoomStatus, destroyUnknown: 'refused' } });
    expect(await getChatroom(client, '99', by)).toBeUndefined();
    expect(await destroyChatroom(client, '99', by)).toBeUndefined();
  });

  it('that a room made twice is there already', async () => {
    const { emulator, client, by } = await setup();
    await createChatroom(client, { chatroomId: '7', idleMinutes: 10_080 }, by);
    expect(emulator.rooms.get('7')?.members.size).toBe(2);
  });

  it('that a room which a user is to join is not there', async () => {
    const { client, by } = await setup();
    expect(await joinChatroom(client, { chatroomId: '99', userId: 'u1' }, by)).toBe('no such chatroom');
  });

  it('that a key has no join, and asks no second time', async () => {
    const { emulator, client, by } = await setup({ behaviour: { joinCall: 'absent' } });
    const joining = { chatroomId: '8', userId: 'u1' };
    expect(await joinChatroom(client, joining, by)).toBe('unsupported');
    expect(await joinChatroom(client, joining, by)).toBe('unsupported');
    expect(codes(emulator)).toEqual([404]);
  });

  it('that a room was not kept alive (1015), and a success of the list that says 0', async () => {
    const { client, by } = await setup({ behaviour: { keepAliveQueryCode: 0 } });
    expect(await endKeepAlive(client, '8', by)).toBeUndefined();
    expect(await listKeptAlive(client, by)).toEqual(['7']);
  });

  it('numbers where RongCloud documents texts', async () => {
    const { client, by } = await setup({ behaviour: { attributeNumbers: 'number' } });
    expect(await getEntries(client, { ...room, keys: ['colour'] }, by)).toEqual([
      { key: 'colour', value: 'red', ownerId: 'u1', isRemovedOnLeave: true, setAt: startAt },
    ]);
  });

  it('a message without its id, and one to a room that is not there', async () => {
    const { client, by } = await setup({ behaviour: { messageUids: 'absent' } });
    expect(await publishToChatrooms(client, { ...message, chatroomIds: ['7', '99'] }, by)).toEqual(new Map());
  });

  it('a room that is not there, where RongCloud does not mind', async () => {
    const { client, by } = await setup({ behaviour: { unknownRoom: 'accepted' } });
    expect(await isSilenced(client, '99', by)).toBe(false);
    expect(await whichAreMembers(client, { ...noRoom, userIds: ['u1'] }, by)).toEqual(new Set());
  });
});

describe('Lists that RongCloud limits go out in parts:', () => {
  it('41 muted users in three calls, all of them muted', async () => {
    const { emulator, client, by } = await setup();
    await muteMembers(client, { ...room, userIds: users(41), minutes: 1 }, by);
    expect(emulator.calls.map(({ form }) => form.getAll('userId').length)).toEqual([20, 20, 1]);
    expect(emulator.rooms.get('7')?.muted.entries()).toHaveLength(42);
  });

  it('100 attributes in five calls, and the 101st is refused', async () => {
    const { emulator, client, by } = await setup();
    const entries = users(99).map((key) => ({ key, value: 'v' }));
    await setEntries(client, { ...room, ownerId: 'u1', entries }, by);
    expect(emulator.rooms.get('7')?.attributes.size).toBe(100);
    emulator.clock.advance(1_000);
    const oneMore = setEntry(client, { ...room, ownerId: 'u1', key: 'more', value: 'v' }, by);
    expect(await failureOf(oneMore)).toEqual(['UPSTREAM_REJECTED', 23_423, 1]);
    const keys = entries.map(({ key }) => key);
    expect(await getEntries(client, { ...room, keys }, by)).toHaveLength(99);
  });

  it('1001 users looked for, of whom one is there', async () => {
    const { emulator, client, by } = await setup();
    const found = await whichAreMembers(client, { ...room, userIds: [...users(1_000), 'u2'] }, by);
    expect([found, emulator.calls.length]).toEqual([new Set(['u2']), 3]);
  });

  it('and stop where one part is refused: RongCloud keeps what the others did', async () => {
    const { emulator, client, by } = await setup();
    const wrong = 'u'.repeat(65);
    const muted = muteMembers(client, { ...room, userIds: [...users(20), wrong, 'u1'], minutes: 1 }, by);
    expect(await failureOf(muted)).toEqual(['UPSTREAM_REJECTED', 1005, 1]);
    expect(emulator.rooms.get('7')?.muted.entries()).toHaveLength(21);
  });
});

describe('A second', () => {
  it('has room for 100 calls; the 101st is told to come back', async () => {
    const { emulator, client, by } = await setup();
    for (let call = 0; call < 100; call += 1) await isSilenced(client, '7', by);
    expect(await failureOf(isSilenced(client, '7', by))).toEqual(['UPSTREAM_BUSY', 1008, 1]);
    emulator.clock.advance(1_000);
    expect(await isSilenced(client, '7', by)).toBe(false);
  });
});

describe('Times', () => {
  it.each([
    ['Beijing', 'Asia/Shanghai', startAt],
    ['UTC, read as Beijing', 'UTC', startAt - 8 * 3_600_000],
  ] as const)('are written in %s', async (_zone, timeZone, registeredAt) => {
    const { client, by } = await setup({ behaviour: { timeZone } });
    expect(await getUser(client, 'u1', by)).toMatchObject({ registeredAt });
  });
});
