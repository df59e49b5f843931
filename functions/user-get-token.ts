import { userGetToken } from './contract/endpoints/user-get-token.ts';
import { Failure } from './contract/failure.ts';
import { minuteQuota } from './dynamodb/minute-quota.ts';
import { userStore } from './dynamodb/users.ts';
import { endpoint, onLambda } from './http/endpoint.ts';
import { rongCloudSecret } from './platform/secret-text.ts';
import { rongCloud } from './rongcloud/client.ts';
import { tokenCache } from './tokens/token-cache.ts';

/** An app asks anew when RongCloud refuses a token (its error 31004): once, and perhaps once more. */
const maxRefreshesPerMinute = 6;

/**
 * Gets the token by which the caller's app connects to RongCloud: the one that is kept, or a new one where none
 * is, or where `refresh=1` asks for it.
 */
export const createHandler = endpoint(userGetToken, (deps) => {
  const upstream = rongCloud(deps, rongCloudSecret(deps));
  const { recall, renew } = tokenCache(deps, upstream, userStore(deps));
  const refreshes = minuteQuota(deps, 'token-refresh');
  return {
    warmUp: upstream.warmUp,
    handle: async ({ refresh }, { user, deadlineAt }) => {
      if (refresh === undefined) {
        const kept = await recall(user, deadlineAt);
        return { token: kept ?? (await renew(user, deadlineAt)) };
      }
      if ((await refreshes.use(user.username, deadlineAt)) > maxRefreshesPerMinute) {
        const retryAfterSeconds = refreshes.secondsLeft();
        throw new Failure('TOO_MANY_REQUESTS', { retryAfterSeconds, log: { limit: 'token refreshes' } });
      }
      return { token: await renew(user, deadlineAt) };
    },
  };
});

export const handler = await onLambda(createHandler);
