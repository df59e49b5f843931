import { Failure } from './contract/failure.ts';
import { minuteQuota } from './dynamodb/minute-quota.ts';
import { userStore } from './dynamodb/users.ts';
import { endpoint, onLambda } from './http/endpoint.ts';
import { rongCloud } from './rongcloud/client.ts';
import { tokenMemory } from './tokens/token-cache.ts';

/** An app asks anew when RongCloud refuses a token (its error 31004): once, and perhaps once more. */
const mostRefreshesPerMinute = 6;

/**
 * Gets the token by which the caller's app connects to RongCloud: the one that is kept, or a new one where none
 * is, or where `refresh=1` asks for it.
 */
export const create = endpoint('user-get-token', (runtime) => {
  const upstream = rongCloud(runtime);
  const { recall, renew } = tokenMemory(runtime, upstream, userStore(runtime));
  const refreshes = minuteQuota(runtime, 'token-refresh');
  return {
    warmUp: upstream.warmUp,
    answer: async ({ refresh }, { user, deadlineAt }) => {
      if (refresh === undefined) {
        const kept = await recall(user, deadlineAt);
        return { token: kept ?? (await renew(user, deadlineAt)) };
      }
      if ((await refreshes.use(user.username, deadlineAt)) > mostRefreshesPerMinute) {
        const retryAfterSeconds = refreshes.secondsLeft();
        throw new Failure('TOO_MANY_REQUESTS', { retryAfterSeconds, log: { limit: 'token refreshes' } });
      }
      return { token: await renew(user, deadlineAt) };
    },
  };
});

export const handler = await onLambda(create);
