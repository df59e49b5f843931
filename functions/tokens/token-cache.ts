import { readSetting, settings } from '../contract/settings.ts';
import type { User, UserStore } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import type { RongCloud } from '../rongcloud/client.ts';
import { getToken } from '../rongcloud/users.ts';
import { nonceBytes, openToken, sealToken } from './sealed-token.ts';

const hourMs = 3_600_000;
/** RongCloud's limit for the name that push notifications show. */
const maxNameCharacters = 64;
/** The key comes from the App Secret: another one opens none of the kept tokens, and RongCloud takes none of them. */
const keyPurpose = 'im-gateway: kept token';

/**
 * RongCloud's tokens live long, and it gives 200 a second, while a course asks for thousands when it starts: so a
 * user's token is kept in the user's row and answered again.
 */
export function tokenCache(deps: Deps, upstream: RongCloud, users: Pick<UserStore, 'keepToken'>) {
  const { clock, randomBytes } = deps;
  const reuseMs = readSetting(deps.environment, settings.tokenReuseHours) * hourMs;

  const keep = async (user: User, token: string, deadlineAt: number): Promise<void> => {
    const key = await upstream.deriveKey(keyPurpose, deadlineAt);
    const kept = { token, issuedAt: clock.now() };
    await users.keepToken(
      user.username,
      sealToken(kept, user, { key, nonce: randomBytes(nonceBytes) }),
      deadlineAt,
    );
  };

  const renew = async (user: User, deadlineAt: number): Promise<string> => {
    const name = [...user.username].slice(0, maxNameCharacters).join('');
    const token = await getToken(upstream, { userId: user.rongCloudUserId, name }, deadlineAt);
    // The token is good whether or not it could be kept.
    if (reuseMs > 0) await keep(user, token, deadlineAt).catch(() => {});
    return token;
  };

  return {
    /** The token kept for the user, if it still counts. */
    recall: async (user: User, deadlineAt: number): Promise<string | undefined> => {
      if (user.keptToken === undefined || reuseMs === 0) return undefined;
      const kept = openToken(user.keptToken, user, await upstream.deriveKey(keyPurpose, deadlineAt));
      return kept !== undefined && clock.now() - kept.issuedAt < reuseMs ? kept.token : undefined;
    },
    /** Gets a new token from RongCloud and keeps it. */
    renew,
  };
}
