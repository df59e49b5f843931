import { endpoint, onLambda } from './shared/endpoint.ts';
import { rongCloud } from './shared/rongcloud/client.ts';
import { getToken } from './shared/rongcloud/users.ts';

/** Gets the token by which the caller's app connects to RongCloud. */
export const create = endpoint('user-get-token', (runtime) => {
  const upstream = rongCloud(runtime);
  return {
    answer: async (_parameters, { user, deadlineAt }) => {
      const { rongCloudUserId: userId, username: name } = user;
      return { token: await getToken(upstream, { userId, name: shortened(name) }, deadlineAt) };
    },
  };
});

/** RongCloud's limit for the name that push notifications show. */
const mostNameCharacters = 64;
const shortened = (name: string) => [...name].slice(0, mostNameCharacters).join('');

export const handler = onLambda(create);
