import { expect, it } from 'vitest';
import { getToken } from '../../../functions/shared/rongcloud/users.ts';
import { answer, setUp } from './set-up.ts';

const student = { userId: 'student1', name: 'student1' };

it('gets a token for a user', async () => {
  const reply = { code: 200, userId: 'student1', token: 'Lhgk+/=@host;host' };
  const { client, deadlineAt, primary } = await setUp({ primary: answer(200, reply) });
  expect(await getToken(client, student, deadlineAt)).toBe('Lhgk+/=@host;host');
  expect(primary.received[0]).toMatchObject({
    path: '/user/getToken.json',
    body: 'userId=student1&name=student1',
  });
});

it('refuses a token that was made for another user', async () => {
  const reply = { code: 200, userId: 'student2', token: 'token' };
  const { client, deadlineAt } = await setUp({ primary: answer(200, reply) });
  await expect(getToken(client, student, deadlineAt)).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED' });
});
