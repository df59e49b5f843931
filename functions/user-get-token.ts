import { userGetToken } from './contract/endpoints/user-get-token.ts';
import { Failure } from './contract/failure.ts';
import { readSetting, settings } from './contract/settings.ts';
import { minuteQuota } from './dynamodb/minute-quota.ts';
import { userStore } from './dynamodb/users.ts';
import { endpoint } from './http/endpoint.ts';
import { onLambda } from './http/handler.ts';
import { undiciDeps } from './platform/undici-request-handler.ts';
import { rongCloud } from './rongcloud/client.ts';
import { CredentialsCache } from './secrets/app-credentials.ts';
import { cachedToken, newToken } from './tokens/token-cache.ts';

const hourMs = 3_600_000;
/** An app asks for a new token once or twice, after RongCloud refused one (31004). */
const maxRefreshesPerMinute = 6;

/**
 * Gets the token with which the caller's app connects to RongCloud: the cached one, or a new one if there is none or on
 * `refresh=1`.
 */
export const createHandler = endpoint(userGetToken, (deps) => {
  const { get: getCredentials } = new CredentialsCache(deps);
  const upstream = rongCloud(deps, getCredentials);
  const reuseMs = readSetting(deps.environment, settings.tokenReuseHours) * hourMs;
  const context = { ...deps, upstream, getCredentials, reuseMs, users: userStore(deps) };
  const refreshes = minuteQuota(deps, 'token-refresh');
  return {
    warmUp: upstream.warmUp,
    handle: async ({ refresh }, { user, deadlineAt }) => {
      const cached = refresh === undefined ? await cachedToken(context, user, deadlineAt) : undefined;
      if (cached !== undefined) return { token: cached };
      if (refresh && (await refreshes.use(user.username, deadlineAt)) > maxRefreshesPerMinute) {
        const retryAfterSeconds = refreshes.secondsLeft();
        throw new Failure('TOO_MANY_REQUESTS', { retryAfterSeconds, log: { limit: 'token refreshes' } });
      }
      return { token: await newToken(context, user, deadlineAt) };
    },
  };
});

export const handler = await onLambda(createHandler, undiciDeps);
