import { expect, it } from 'vitest';
import type { User } from '../../../functions/dynamodb/users.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import type { RongCloud } from '../../../functions/rongcloud/client.ts';
import { cachedToken, newToken, type TokenContext } from '../../../functions/tokens/token-cache.ts';
import { manualClock } from '../../support/manual-clock.ts';

const hourMs = 3_600_000;

/** One user's row, and a RongCloud whose App Secret the test can change. */
function setup() {
  const clock = manualClock();
  const row: { -readonly [Key in keyof User]: User[Key] } = {
    username: 'student1',
    passwordHash: '',
    rongCloudUserId: 'student1',
    role: 'student',
    isDisabled: false,
    createdAt: '2026-01-05T02:00:00.000Z',
  };
  const forms: unknown[] = [];
  const credentials = { appKey: 'app-key', appSecret: 'app-secret' };
  const upstream: RongCloud = {
    utcOffsetMs: 0,
    request: async (call, form) => {
      forms.push(form);
      return call.reply().parse({ userId: 'student1', token: 'token' });
    },
    warmUp: async () => {},
    close: () => {},
  };
  const context: TokenContext = {
    clock,
    randomBytes: processDeps.randomBytes,
    reuseMs: 24 * hourMs,
    upstream,
    getCredentials: async () => ({ ...credentials }),
    users: {
      cacheToken: async (_username, cachedToken) => {
        row.cachedToken = cachedToken;
      },
    },
  };
  return { clock, row, forms, credentials, context };
}

it('gives RongCloud the first 64 characters of the name, and no half of one', async () => {
  const { row, forms, context } = setup();
  await newToken(context, { ...row, username: '😀'.repeat(65) }, 0);
  expect(forms).toEqual([{ userId: 'student1', name: '😀'.repeat(64) }]);
});

it('returns nothing that was cached under another App Secret', async () => {
  const { row, credentials, context } = setup();
  await newToken(context, row, 0);
  credentials.appSecret = 'another';
  expect(await cachedToken(context, row, 0)).toBeUndefined();
});

it('returns a new token that could not be cached', async () => {
  const { row, context } = setup();
  const users = { cacheToken: () => Promise.reject(new Error('DynamoDB is out of reach')) };
  expect(await newToken({ ...context, users }, row, 0)).toBe('token');
});
