import { expect, it } from 'vitest';
import { joinChatroom } from '../../../functions/rongcloud/chatroom-join.ts';
import * as keepalive from '../../../functions/rongcloud/chatroom-keepalive.ts';
import * as members from '../../../functions/rongcloud/chatroom-members.ts';
import * as chatrooms from '../../../functions/rongcloud/chatrooms.ts';
import { ids, ok, room, testCalls, time, timeAt, two } from './call-cases.ts';
import { answer, counts, setUp } from './set-up.ts';

testCalls([
  [
    '/chatroom/create_new.json',
    (client, by) => chatrooms.createChatroom(client, { ...room, idleMinutes: 10_080 }, by),
    'chatroomId=7&destroyType=0&destroyTime=10080',
    ok,
    undefined,
  ],
  [
    '/chatroom/destroy.json',
    (client, by) => chatrooms.destroyChatroom(client, '7', by),
    'chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/destroy.json',
    (client, by) => chatrooms.destroyChatroom(client, '7', by),
    'chatroomId=7',
    { code: 23410 },
    undefined,
  ],
  [
    '/chatroom/get.json',
    (client, by) => chatrooms.getChatroom(client, '7', by),
    'chatroomId=7',
    {
      code: 200,
      chatroomId: '7',
      createTime: 1_690_000_000_000,
      memberCount: 2,
      destroyType: 0,
      destroyTime: 60,
      ban: false,
    },
    {
      chatroomId: '7',
      createdAt: 1_690_000_000_000,
      memberCount: 2,
      destroyedBy: 'idleness',
      destroyMinutes: 60,
      isSilenced: false,
    },
  ],
  [
    '/chatroom/get.json',
    (client, by) => chatrooms.getChatroom(client, '7', by),
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
    (client, by) => members.listMembers(client, { ...room, count: 500, from: 'last to join' }, by),
    'chatroomId=7&count=500&order=2',
    { code: 200, total: 501, users: [{ id: 'u1', time }] },
    { total: 501, users: [{ userId: 'u1', joinedAt: timeAt }] },
  ],
  [
    '/chatroom/user/exist.json',
    (client, by) => members.isMember(client, { ...room, userId: 'u1' }, by),
    'chatroomId=7&userId=u1',
    { code: 200, isInChrm: true },
    true,
  ],
  [
    '/chatroom/users/exist.json',
    (client, by) => members.whichAreMembers(client, two, by),
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
    '/chatroom/keepalive/add.json',
    (client, by) => keepalive.keepAlive(client, '7', by),
    'chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/keepalive/remove.json',
    (client, by) => keepalive.endKeepAlive(client, '7', by),
    'chatroomId=7',
    ok,
    undefined,
  ],
  [
    '/chatroom/keepalive/remove.json',
    (client, by) => keepalive.endKeepAlive(client, '7', by),
    'chatroomId=7',
    { code: 1015 },
    undefined,
  ],
  [
    '/chatroom/keepalive/query.json',
    (client, by) => keepalive.listKeptAlive(client, by),
    '',
    { code: 0, chatroomIds: ['7'] },
    ['7'],
  ],
]);

it('asks for 501 members in two calls and joins the answers', async () => {
  const { client, deadlineAt, primary } = await setUp({
    primary: ({ form }) => ({
      body: { code: 200, result: form.getAll('userId').map((userId) => ({ userId, isInChrm: 1 })) },
    }),
  });
  const found = await members.whichAreMembers(client, { ...room, userIds: ids(501) }, deadlineAt);
  expect([found.size, counts(primary)]).toEqual([501, [2]]);
});

it.each([
  [404, '<html>not found</html>'],
  [404, { code: 404 }],
  [401, { code: 1007 }],
  [430, { code: 1009 }],
])('remembers for 10 minutes that there is no join, told by %d %j', async (status, body) => {
  const { client, clock, deadlineAt, primary } = await setUp({ primary: answer(status, body) });
  const join = (by: number) => joinChatroom(client, { ...room, userId: 'u1' }, by);
  expect(await join(deadlineAt)).toBe('unsupported');
  await clock.advance(599_999);
  expect(await join(clock.now() + 8_000)).toBe('unsupported');
  expect(counts(primary)).toEqual([1]);
  await clock.advance(1);
  primary.respond = answer(200, { code: 200 });
  expect(await join(clock.now() + 8_000)).toBe('joined');
});

it('does not take a missing room for a missing call', async () => {
  const { client, deadlineAt } = await setUp({ primary: answer(404, { code: 23410 }) });
  expect(await joinChatroom(client, { ...room, userId: 'u1' }, deadlineAt)).toBe('no such chatroom');
});

it('gathers those who come while a join is under way, 50 to a call', async () => {
  const { client, deadlineAt, primary } = await setUp({ primary: answer(200, { code: 200 }) });
  const join = (userId: string) => joinChatroom(client, { ...room, userId }, deadlineAt);
  const first = join('u0');
  await Promise.resolve();
  const others = ids(100).map(join);
  expect(new Set(await Promise.all([first, ...others]))).toEqual(new Set(['joined']));
  expect(primary.received.map(({ form }) => form.getAll('userId').length)).toEqual([1, 50, 50]);
});

it('tells all who were gathered that their join failed, and lets the next ones try', async () => {
  const { client, deadlineAt, primary } = await setUp({ primary: answer(400, { code: 1002 }) });
  const join = (userId: string) => joinChatroom(client, { ...room, userId }, deadlineAt);
  const outcomes = await Promise.allSettled(ids(3).map(join));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  primary.respond = answer(200, { code: 200 });
  expect(await join('u1')).toBe('joined');
});
