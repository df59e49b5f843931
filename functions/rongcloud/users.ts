import * as z from 'zod/mini';
import { Failure } from '../contract/failure.ts';
import { defineCall } from './call.ts';
import type { RongCloud } from './client.ts';

const getTokenCall = /* @__PURE__ */ defineCall('/user/getToken.json', () =>
  z.object({ userId: z.string(), token: z.string().check(z.minLength(1)) }),
);

/**
 * Gets a token by which a user's app connects to RongCloud; the first one registers the user. Several tokens of
 * one user are valid at the same time. At most 200 calls a second; a development app has room for 100 users
 * (code 2007). Source: docs.rongcloud.io/platform-chat-api/user/register.
 * @param user the id has letters, digits and `+ = - _`, at most 64 bytes, and case matters. The name has at most 64
 * characters; push notifications alone show it.
 * @throws Failure, see RongCloud.request; UPSTREAM_REJECTED also if the token is another user's.
 */
export async function getToken(
  rongCloud: RongCloud,
  { userId, name }: { readonly userId: string; readonly name: string },
  deadlineAt: number,
): Promise<string> {
  const reply = await rongCloud.request(getTokenCall, { userId, name }, deadlineAt);
  if (reply.userId === userId) return reply.token;
  const log = { call: 'user/getToken', problem: 'The reply is for another user.' };
  throw new Failure('UPSTREAM_REJECTED', { log });
}
