import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { logTrouble } from '../platform/log.ts';
import { neighbourhoodOf, networkOf } from './client-network.ts';
import type { Account, LoginStore } from './login-store.ts';
import { LoginThrottle } from './login-throttle.ts';
import { importedHashCache } from './passwords/imported-hash-cache.ts';
import { hashPassword, passwordCheck } from './passwords/password.ts';

interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** The caller's address, by client-network.ts. */
  readonly sourceIp: string;
}

/**
 * Returns the user with this username and password.
 * @throws Failure TOO_MANY_ATTEMPTS during a wait; WRONG_CREDENTIALS both for an unknown user and a wrong
 * password; ACCOUNT_DISABLED only after the right password.
 */
export function login<T extends Account>(deps: Deps, store: LoginStore<T>) {
  const throttle = new LoginThrottle(deps, store);
  const checkPassword = passwordCheck(deps, {
    acceptsWeakDigests: readSetting(deps.environment, settings.weakDigests) === 'accept',
    importedHashes: importedHashCache(deps, store.importedHashes),
  });

  /** A failed upgrade is retried at the next login. */
  async function upgrade({ username, password }: LoginRequest, from: string, deadlineAt: number) {
    try {
      const to = await hashPassword(deps, password);
      await store.replacePasswordHash(username, { from, to }, deadlineAt);
    } catch (error) {
      logTrouble(deps, 'password-upgrade-failed', error);
    }
  }

  return async (request: LoginRequest, deadlineAt: number): Promise<T> => {
    const { username, password, sourceIp } = request;
    const network = networkOf(sourceIp);
    const attempt = { username, network, neighbourhood: neighbourhoodOf(sourceIp) };
    const [user, settle] = await Promise.all([
      store.findUser(username, deadlineAt),
      throttle.reserve(attempt, deadlineAt),
    ]);
    const { isRight, isOutdated } = await checkPassword(password, user?.passwordHash, deadlineAt);
    await settle(isRight, deadlineAt);
    if (user === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS', { log: { network } });
    if (isOutdated) await upgrade(request, user.passwordHash, deadlineAt);
    if (user.isDisabled) throw new Failure('ACCOUNT_DISABLED');
    return user;
  };
}
