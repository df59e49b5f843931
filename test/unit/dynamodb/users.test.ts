import { expect, it } from 'vitest';
import { parseUser } from '../../../functions/dynamodb/users.ts';

it('reads an unknown role of a later version as student', () => {
  const user = {
    username: 'ann',
    passwordHash: 'hash',
    rongCloudUserId: 'ann',
    isDisabled: false,
    createdAt: '2026-01-05T02:00:00.000Z',
  };
  expect(parseUser({ ...user, role: 'owner' })?.role).toBe('student');
  expect(parseUser({ ...user, role: 'admin' })?.role).toBe('admin');
});
