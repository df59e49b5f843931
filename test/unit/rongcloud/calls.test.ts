import { expect, it } from 'vitest';
import * as members from '../../../functions/rongcloud/chatroom-members.ts';
import * as moderation from '../../../functions/rongcloud/chatroom-moderation.ts';
import * as chatrooms from '../../../functions/rongcloud/chatrooms.ts';
import { joinChatroom } from '../../../functions/rongcloud/chatrooms.ts';
import type { RongCloud } from '../../../functions/rongcloud/client.ts';
import { publishToChatroom } from '../../../functions/rongcloud/messages.ts';
import { getToken } from '../../../functions/rongcloud/users.ts';
import { answer, counts, setUp } from './set-up.ts';

type MakeCall = (client: RongCloud, deadlineAt: number) => Promise<unknown>;

const ok = { code: 200 };
const room = { chatroomId: 7 };
const two = { ...room, userIds: ['u1', 'u2'] };
const ids = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
const user = { userId: 'u1', name: '学生 1' };
const message = { fromUserId: 'u1', chatroomId: 7, objectName: 'RC:TxtMsg', content: '{"content":"hi"}' };
const messageBody =
  'fromUserId=u1&toChatroomId=7&objectName=RC%3ATxtMsg&content=%7B%22content%22%3A%22hi%22%7D';

/** Replies as in RongCloud's documentation. */
const cases: readonly [path: string, makeCall: MakeCall, body: string, reply: object, result: unknown][] = [
  [
    '/user/getToken.json',
    (client, by) => getToken(client, user, by),
    'userId=u1&name=%E5%AD%A6%E7%94%9F+1',
    { code: 200, userId: 'u1', token: 'Lhgk+/=@h.cn.rongnav.com;h.cn.rongcfg.com' },
    'Lhgk+/=@h.cn.rongnav.com;h.cn.rongcfg.com',
  ],
  [
    '/chatroom/create_new.json',
    (client, by) => chatrooms.createChatroom(client, { ...room, idleMinutes: 10_080 }, by),
    'chatroomId=7&destroyType=0&destroyTime=10080',
    ok,
    undefined,
  ],
  [
    '/chatroom/destroy.json',
    (client, by) => chatrooms.destroyChatroom(client, 7, by),
    'chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/destroy.json',
    (client, by) => chatrooms.destroyChatroom(client, 7, by),
    'chatroomId=7',
    { code: 23410 },
    undefined,
  ],
  [
    '/chatroom/get.json',
    (client, by) => chatrooms.getChatroom(client, 7, by),
    'chatroomId=7',
    { code: 200, chatroomId: '7', createTime: 1_690_000_000_000, memberCount: 2, destroyType: 0, ban: false },
    { chatroomId: '7', memberCount: 2 },
  ],
  [
    '/chatroom/get.json',
    (client, by) => chatrooms.getChatroom(client, 7, by),
    'chatroomId=7',
    { code: 23410 },
    undefined,
  ],
  [
    '/chatroom/join.json',
    (client, by) => joinChatroom(client, { ...room, userId: 'u1' }, by),
    'userId=u1&chatroomId=7',
    ok,
    'joined',
  ],
  [
    '/chatroom/user/query.json',
    (client, by) => members.listMembers(client, { ...room, count: 500, from: 'last' }, by),
    'chatroomId=7&count=500&order=2',
    { code: 200, total: 501, users: [{ id: 'u1', time: '2015-09-10 16:38:26' }] },
    { total: 501, users: [{ userId: 'u1', joinedAt: Date.UTC(2015, 8, 10, 8, 38, 26) }] },
  ],
  [
    '/chatroom/users/exist.json',
    (client, by) => members.filterMembers(client, two, by),
    'chatroomId=7&userId=u1&userId=u2',
    {
      code: 200,
      result: [
        { userId: 'u1', isInChrm: 1 },
        { userId: 'u2', isInChrm: 0 },
      ],
    },
    new Set(['u1']),
  ],
  [
    '/chatroom/user/gag/add.json',
    (client, by) => moderation.muteMembers(client, { ...two, minutes: 5 }, by),
    'chatroomId=7&userId=u1&userId=u2&minute=5',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/gag/rollback.json',
    (client, by) => moderation.unmuteMembers(client, two, by),
    'chatroomId=7&userId=u1&userId=u2',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/block/add.json',
    (client, by) => moderation.blockMembers(client, { ...two, minutes: 1 }, by),
    'chatroomId=7&userId=u1&userId=u2&minute=1',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/block/rollback.json',
    (client, by) => moderation.unblockMembers(client, two, by),
    'chatroomId=7&userId=u1&userId=u2',
    ok,
    undefined,
  ],
  [
    '/chatroom/ban/add.json',
    (client, by) => moderation.silenceChatroom(client, 7, by),
    'chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/ban/rollback.json',
    (client, by) => moderation.endSilence(client, 7, by),
    'chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/ban/whitelist/query.json',
    (client, by) => moderation.listExempt(client, 7, by),
    'chatroomId=7',
    { code: 200, userIds: ['u1'] },
    ['u1'],
  ],
  [
    '/chatroom/user/ban/whitelist/add.json',
    (client, by) => moderation.exemptFromSilence(client, two, by),
    'chatroomId=7&userId=u1&userId=u2',
    ok,
    undefined,
  ],
  [
    '/chatroom/user/ban/whitelist/rollback.json',
    (client, by) => moderation.endExemption(client, two, by),
    'chatroomId=7&userId=u1&userId=u2',
    ok,
    undefined,
  ],
  [
    '/message/chatroom/publish.json',
    (client, by) => publishToChatroom(client, message, by),
    messageBody,
    { code: 200, messageUIDs: [{ chatroomId: '7', messageUID: '5FGT-7VA9-G4DD-4V5P' }] },
    undefined,
  ],
];

it.each(cases)('sends %s and reads its reply', async (path, makeCall, body, reply, result) => {
  const { client, deadlineAt, primary } = await setUp({ primary: answer(200, reply) });
  expect(await makeCall(client, deadlineAt)).toEqual(result);
  expect(primary.received).toHaveLength(1);
  expect(primary.received[0]).toMatchObject({ path, body });
  expect(primary.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
});

it.each<[what: string, makeCall: MakeCall, sizes: readonly number[]]>([
  [
    'no users to mute',
    (client, by) => moderation.muteMembers(client, { ...room, userIds: [], minutes: 1 }, by),
    [],
  ],
  [
    '41 users to mute',
    (client, by) => moderation.muteMembers(client, { ...room, userIds: ids(41), minutes: 1 }, by),
    [20, 20, 1],
  ],
  [
    '21 users to exempt',
    (client, by) => moderation.exemptFromSilence(client, { ...room, userIds: ids(21) }, by),
    [20, 1],
  ],
])('sends %s in calls of 20', async (_what, makeCall, sizes) => {
  const { client, deadlineAt, primary } = await setUp();
  await makeCall(client, deadlineAt);
  expect(primary.received.map(({ form }) => form.getAll('userId').length)).toEqual(sizes);
});

it('checks 1,001 members in two calls, with ids of 64 bytes, and joins the answers', async () => {
  const { client, deadlineAt, primary } = await setUp({
    primary: ({ form }) => ({
      body: { code: 200, result: form.getAll('userId').map((userId) => ({ userId, isInChrm: 1 })) },
    }),
  });
  const userIds = ids(1_001).map((id) => id.padEnd(64, '-'));
  const found = await members.filterMembers(client, { ...room, userIds }, deadlineAt);
  expect([found.size, counts(primary)]).toEqual([1_001, [2]]);
});

it('refuses a token that was made for another user, and does not log it', async () => {
  const { client, deadlineAt } = await setUp({
    primary: answer(200, { code: 200, userId: 'u2', token: 'CANARY' }),
  });
  const failure = await getToken(client, user, deadlineAt).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'UPSTREAM_REJECTED', details: { log: { call: 'user/getToken' } } });
  expect(JSON.stringify(failure)).not.toContain('CANARY');
});

it.each([
  [404, { code: 404 }],
  [401, { code: 1007 }],
  [430, { code: 1009 }],
])('reports that RongCloud has no server-side join after %d %j', async (status, body) => {
  const { client, deadlineAt } = await setUp({ primary: answer(status, body) });
  expect(await joinChatroom(client, { ...room, userId: 'u1' }, deadlineAt)).toBe('unsupported');
});

it('distinguishes a missing chatroom from a missing call', async () => {
  const { client, deadlineAt } = await setUp({ primary: answer(404, { code: 23410 }) });
  expect(await joinChatroom(client, { ...room, userId: 'u1' }, deadlineAt)).toBe('no such chatroom');
});

it('accepts no content coding, so that every body can be read', async () => {
  const { client, deadlineAt, primary } = await setUp();
  await chatrooms.destroyChatroom(client, 7, deadlineAt);
  expect(primary.received[0]?.headers['accept-encoding']).toBe('identity');
});

it('treats a host without the path as one without a server-side join', async () => {
  const page = answer(404, '<html>not found</html>');
  const { client, deadlineAt, passPause } = await setUp({ primary: page, backup: page });
  const joined = joinChatroom(client, { chatroomId: 7, userId: 'u1' }, deadlineAt);
  await passPause();
  expect(await joined).toBe('unsupported');
});
