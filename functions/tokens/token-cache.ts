import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { User, UserStore } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import type { AppCredentials, GetCredentials } from '../rongcloud/credentials.ts';
import { getToken } from '../rongcloud/users.ts';
import { nonceBytes, openToken, sealToken } from './sealed-token.ts';

/** RongCloud's limit for the name in push notifications. */
const maxNameCharacters = 64;

const keyBytes = 32;

/** Separates this key from other keys derived from the App Secret. */
const purpose = 'im-gateway: cached token';

const keys = new WeakMap<AppCredentials, KeyObject>();

/**
 * Derives the key of cached tokens by HKDF-SHA-256: a new App Key or App Secret invalidates all of them. Once per
 * credentials: Node takes 50 µs for it.
 */
export function tokenKey(credentials: AppCredentials): KeyObject {
  const { appKey, appSecret } = credentials;
  const key =
    keys.get(credentials) ??
    createSecretKey(Buffer.from(hkdfSync('sha256', appSecret, appKey, purpose, keyBytes)));
  keys.set(credentials, key);
  return key;
}

export interface TokenContext extends Pick<Deps, 'clock' | 'randomBytes'> {
  readonly upstream: RongCloud;
  readonly getCredentials: GetCredentials;
  readonly users: Pick<UserStore, 'cacheToken'>;
  /** The TTL of a cached token; 0: no cache. */
  readonly reuseMs: number;
}

/**
 * Returns the token cached in the user's row, if it is still valid. RongCloud issues 200 tokens a second, and thousands
 * of apps ask for one when a course starts.
 */
export async function cachedToken(
  { clock, getCredentials, reuseMs }: TokenContext,
  user: User,
  deadlineAt: number,
): Promise<string | undefined> {
  if (user.cachedToken === undefined || reuseMs === 0) return undefined;
  const cached = openToken(user.cachedToken, user, tokenKey(await getCredentials(deadlineAt)));
  return cached !== undefined && clock.now() - cached.issuedAt < reuseMs ? cached.token : undefined;
}

export async function newToken(context: TokenContext, user: User, deadlineAt: number): Promise<string> {
  const name = [...user.username].slice(0, maxNameCharacters).join('');
  const token = await getToken(context.upstream, { userId: user.rongCloudUserId, name }, deadlineAt);
  // The token is valid whether or not it could be cached.
  if (context.reuseMs > 0) await cacheToken(context, user, token, deadlineAt).catch(() => {});
  return token;
}

async function cacheToken(
  { clock, randomBytes, getCredentials, users }: TokenContext,
  user: User,
  token: string,
  deadlineAt: number,
): Promise<void> {
  const key = tokenKey(await getCredentials(deadlineAt));
  const sealed = sealToken({ token, issuedAt: clock.now() }, user, { key, nonce: randomBytes(nonceBytes) });
  await users.cacheToken(user.username, sealed, deadlineAt);
}
