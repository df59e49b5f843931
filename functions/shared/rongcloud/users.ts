import * as z from 'zod/mini';
import { Failure } from '../failure.ts';
import type { RongCloud } from './client.ts';

export interface User {
  /** Letters, digits and `+ = - _`, at most 64 bytes; case matters. */
  readonly userId: string;
  /** At most 64 characters; shown in push notifications alone. */
  readonly name: string;
  /** At most 1024 bytes. */
  readonly portraitUri?: string;
}

const getTokenCall = {
  path: '/user/getToken.json',
  reply: z.object({ userId: z.string(), token: z.string().check(z.minLength(1)) }),
  safeToRepeat: true,
} as const;

/**
 * A token by which a user's app connects to RongCloud; the user is registered with the first one. Several
 * tokens of one user are valid side by side. At most 200 calls a second; a development app has room for 100 users
 * (code 2007). Source: docs.rongcloud.io/platform-chat-api/user/register.
 * @throws Failure, see RongCloud.request; UPSTREAM_REJECTED also where the token is another user's.
 */
export async function getToken(rongCloud: RongCloud, user: User, deadlineAt: number): Promise<string> {
  const { userId, token } = await rongCloud.request(getTokenCall, { ...user }, deadlineAt);
  if (userId === user.userId) return token;
  const log = { call: 'user/getToken', problem: 'The reply is for another user.' };
  throw new Failure('UPSTREAM_REJECTED', { log });
}
