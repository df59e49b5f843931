import { describe, expect, it } from 'vitest';
import { joinChatroom } from '../../functions/rongcloud/chatroom-join.ts';
import { filterMembers } from '../../functions/rongcloud/chatroom-members.ts';
import { exemptFromSilence, muteMembers } from '../../functions/rongcloud/chatroom-moderation.ts';
import { createChatroom, destroyChatroom, getChatroom } from '../../functions/rongcloud/chatrooms.ts';
import type { RongCloud } from '../../functions/rongcloud/client.ts';
import { publishToChatroom } from '../../functions/rongcloud/messages.ts';
import { getToken } from '../../functions/rongcloud/users.ts';
import type { RongCloudEmulator } from '../../lib/emulator/emulator.ts';
import { clientCalls, pathsOfClient } from './our-client-calls.ts';
import { type Arrangement, failureOf, message, room, setup, startAt } from './our-client-scene.ts';

const codes = ({ calls }: RongCloudEmulator) => calls.map(({ code }) => code);
const userIds = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
const noRoom = { chatroomId: 99 };
const create = (client: RongCloud, by: number) =>
  createChatroom(client, { chatroomId: 9, idleMinutes: 60 }, by);

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

  it.each([
    ['signature', { appSecret: 'another-secret' }, 1004],
    ['App Key', { appKey: 'another-key' }, 1002],
  ])('is refused for a wrong %s', async (_what, account, code) => {
    const { emulator, client, by } = await setup({ account });
    expect(await failureOf(create(client, by))).toEqual(['UPSTREAM_REJECTED', code, 1]);
    expect(emulator.calls.map(({ effect }) => effect)).toEqual([false]);
  });

  it('does not repeat a call at the rate limit', async () => {
    const { emulator, client } = await setup();
    emulator.arm({ name: 'rate-limited' });
    expect(await failureOf(create(client, startAt + 1_000))).toEqual(['UPSTREAM_BUSY', 1008, 1]);
    expect(codes(emulator)).toEqual([1008]);
  });

  const repeated = clientCalls.filter(({ path }) => path !== 'message/chatroom/publish');
  it.each(repeated)('sends $path to the other host if the first fails', async ({ drive, result }) => {
    const { emulator, client, by } = await setup();
    emulator.arm({ name: 'failing-code', code: 1000 });
    expect(await drive(client, by)).toEqual(result);
    expect(emulator.calls.map(({ host, code, effect }) => [host, code, effect])).toEqual([
      [0, 1000, false],
      [1, 200, true],
    ]);
  });
});

it('does not retry a message with an unknown outcome', async () => {
  const { emulator, client, by } = await setup();
  emulator.arm({ name: 'failing-code', code: 1000 });
  expect(await failureOf(publishToChatroom(client, message, by))).toEqual(['UPSTREAM_UNAVAILABLE', 1000, 1]);
  expect(codes(emulator)).toEqual([1000]);
});

type Refusal = readonly [
  what: string,
  arrangement: Arrangement,
  drive: (client: RongCloud, by: number) => Promise<unknown>,
  code: number,
];

const refusals: readonly Refusal[] = [
  [
    'a name of 65 characters',
    {},
    (client, by) => getToken(client, { userId: 'u9', name: '名'.repeat(65) }, by),
    1005,
  ],
  [
    'a development app that is full',
    { behaviour: { testUserQuota: 2 } },
    (client, by) => getToken(client, { userId: 'u9', name: 'u' }, by),
    2007,
  ],
  [
    'an idle time of 59 minutes',
    {},
    (client, by) => createChatroom(client, { chatroomId: 9, idleMinutes: 59 }, by),
    1002,
  ],
  [
    'a mute in a chatroom that does not exist',
    {},
    (client, by) => muteMembers(client, { ...noRoom, userIds: ['u1'], minutes: 1 }, by),
    23_410,
  ],
  [
    'a 21st user exempt from silence',
    {},
    (client, by) => exemptFromSilence(client, { ...room, userIds: userIds(20) }, by),
    1002,
  ],
];

describe("RongCloud's own refusals reach our caller with their codes:", () => {
  it.each(refusals)('%s', async (_what, arrangement, drive, code) => {
    const { client, by } = await setup(arrangement);
    expect(await failureOf(drive(client, by))).toEqual(['UPSTREAM_REJECTED', code, 1]);
  });
});

describe('Our client does not fail', () => {
  it.each([200, 400, 404])('for a missing chatroom, with HTTP %i', async (unknownRoomStatus) => {
    const { client, by } = await setup({
      behaviour: { unknownRoomStatus, destroyUnknown: 'refused', joinUnknown: 'noSuchRoom' },
    });
    expect(await getChatroom(client, 99, by)).toBeUndefined();
    expect(await destroyChatroom(client, 99, by)).toBeUndefined();
    expect(await joinChatroom(client, { chatroomId: 99, userId: 'u1' }, by)).toBe('no such chatroom');
  });

  it.each(['refused', 'noSuchRoom'] as const)(
    'where the chatroom to join is missing: the option %s',
    async (joinUnknown) => {
      const { client, by } = await setup({ behaviour: { joinUnknown } });
      const joining = { chatroomId: 99, userId: 'u1' };
      expect(await joinChatroom(client, joining, by)).toBe('no such chatroom');
    },
  );

  it('where a chatroom is created twice', async () => {
    const { emulator, client, by } = await setup();
    await createChatroom(client, { chatroomId: 7, idleMinutes: 10_080 }, by);
    expect(emulator.rooms.get('7')?.members.size).toBe(2);
  });

  it('where the App Key has no join', async () => {
    const { emulator, client, by } = await setup({ behaviour: { joinCall: 'absent' } });
    expect(await joinChatroom(client, { chatroomId: 8, userId: 'u1' }, by)).toBe('unsupported');
    expect(codes(emulator)).toEqual([404]);
  });

  it('where a message has no id, or RongCloud accepts an unknown chatroom', async () => {
    const { client, by } = await setup({ behaviour: { messageUids: 'absent', unknownRoom: 'accepted' } });
    expect(await publishToChatroom(client, { ...message, ...noRoom }, by)).toBeUndefined();
    expect(await filterMembers(client, { ...noRoom, userIds: ['u1'] }, by)).toEqual(new Set());
  });
});

it('stops a list in parts at the refused part; the earlier parts stay in effect', async () => {
  const { emulator, client, by } = await setup();
  const wrong = 'u'.repeat(65);
  const muted = muteMembers(client, { ...room, userIds: [...userIds(20), wrong, 'u1'], minutes: 1 }, by);
  expect(await failureOf(muted)).toEqual(['UPSTREAM_REJECTED', 1005, 1]);
  expect(emulator.rooms.get('7')?.muted.entries()).toHaveLength(21);
});

it('the 101st call in a second waits for the next second', async () => {
  const { emulator, client, by } = await setup();
  for (let call = 0; call < 101; call += 1) await getChatroom(client, 7, by);
  expect(codes(emulator)).toEqual([...Array(100).fill(200), 1008, 200]);
});
