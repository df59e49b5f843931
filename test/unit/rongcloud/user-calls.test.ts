import { expect, it } from 'vitest';
import * as blocks from '../../../functions/rongcloud/user-blocks.ts';
import * as users from '../../../functions/rongcloud/users.ts';
import { ids, ok, testBatches, testCalls, time, timeAt } from './call-cases.ts';
import { answer, setUp } from './set-up.ts';

const user = { userId: 'u1', name: '学生 1', portraitUri: 'https://example.com/u1.png' };

testCalls([
  [
    '/user/getToken.json',
    (client, by) => users.getToken(client, user, by),
    'userId=u1&name=%E5%AD%A6%E7%94%9F+1&portraitUri=https%3A%2F%2Fexample.com%2Fu1.png',
    { code: 200, userId: 'u1', token: 'Lhgk+/=@h.cn.rongnav.com;h.cn.rongcfg.com' },
    'Lhgk+/=@h.cn.rongnav.com;h.cn.rongcfg.com',
  ],
  [
    '/user/refresh.json',
    (client, by) => users.refreshUser(client, { userId: 'u1', name: 'n' }, by),
    'userId=u1&name=n',
    ok,
    undefined,
  ],
  [
    '/user/info.json',
    (client, by) => users.getUser(client, 'u1', by),
    'userId=u1',
    { code: 200, userName: 'n', userPortrait: '', createTime: time },
    { name: 'n', portraitUri: '', registeredAt: timeAt },
  ],
  [
    '/user/token/expire.json',
    (client, by) =>
      users.expireTokens(client, { userIds: ['u1', 'u2'], issuedBefore: 1_600_000_000_000 }, by),
    'userId=u1&userId=u2&time=1600000000000',
    ok,
    undefined,
  ],
  [
    '/user/checkOnline.json',
    (client, by) => users.isOnline(client, 'u1', by),
    'userId=u1',
    { code: 200, status: '1' },
    true,
  ],
  [
    '/user/checkOnline.json',
    (client, by) => users.isOnline(client, 'u1', by),
    'userId=u1',
    { code: 200, status: '0' },
    false,
  ],
  [
    '/user/block.json',
    (client, by) => blocks.blockUsers(client, { userIds: ['u1', 'u2'], minutes: 5 }, by),
    'userId=u1&userId=u2&minute=5',
    ok,
    undefined,
  ],
  [
    '/user/block/query.json',
    (client, by) => blocks.listBlockedUsers(client, { page: 1, size: 50 }, by),
    'page=1&size=50',
    { code: 200, users: [{ userId: 'u1', blockEndTime: time }] },
    [{ userId: 'u1', blockedUntil: timeAt }],
  ],
]);

testBatches([
  ['20 users to unblock', (client, by) => blocks.unblockUsers(client, ids(20), by), [20]],
  [
    '41 users whose tokens expire',
    (client, by) => users.expireTokens(client, { userIds: ids(41), issuedBefore: 1 }, by),
    [20, 20, 1],
  ],
  [
    '21 users to block',
    (client, by) => blocks.blockUsers(client, { userIds: ids(21), minutes: 1 }, by),
    [20, 1],
  ],
]);

it('refuses a token that was made for another user, and does not tell it', async () => {
  const { client, deadlineAt } = await setUp({
    primary: answer(200, { code: 200, userId: 'u2', token: 'CANARY' }),
  });
  const failure = await users.getToken(client, user, deadlineAt).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'UPSTREAM_REJECTED', details: { log: { call: 'user/getToken' } } });
  expect(JSON.stringify(failure)).not.toContain('CANARY');
});
