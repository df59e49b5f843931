import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { User, UserStore } from '../../../functions/dynamodb/users.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import type { RongCloud } from '../../../functions/rongcloud/client.ts';
import { tokenCache } from '../../../functions/tokens/token-cache.ts';
import { manualClock } from '../../support/manual-clock.ts';

/** One user's row and a RongCloud whose secret, and so the derived key, the test can switch. */
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
  const secret = { key: createSecretKey(Buffer.alloc(32, 1)) };
  const upstream: RongCloud = {
    clock,
    randomBytes: Buffer.alloc,
    utcOffsetMs: 0,
    request: async (call) => call.reply().parse({ userId: 'student1', token: 'token' }),
    deriveKey: async () => secret.key,
    warmUp: async () => {},
    close: () => {},
  };
  const users: Pick<UserStore, 'keepToken'> = {
    keepToken: async (_username, keptToken) => {
      row.keptToken = keptToken;
    },
  };
  return { row, secret, memory: tokenCache({ ...processDeps, clock, environment: {} }, upstream, users) };
}

describe('the token memory', () => {
  it('recalls what it was given', async () => {
    const { row, memory } = setup();
    await memory.renew(row, 0);
    expect(await memory.recall(row, 0)).toBe('token');
  });

  it('recalls nothing that was kept under another App Secret', async () => {
    const { row, secret, memory } = setup();
    await memory.renew(row, 0);
    secret.key = createSecretKey(Buffer.alloc(32, 2));
    expect(await memory.recall(row, 0)).toBeUndefined();
  });
});
