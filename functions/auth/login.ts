import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { logTrouble } from '../platform/log.ts';
import { attemptOf } from './login-limits.ts';
import type { Account, LoginStore } from './login-store.ts';
import { loginThrottle } from './login-throttle.ts';
import { hashPassword, passwordCheck } from './passwords/password.ts';

interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** The caller's address, by client-network.ts. */
  readonly sourceIp: string;
}

/** If a read fails, the last result is used: a wrong password still costs the same for every user. */
export function importedHashReader(deps: Deps, read: LoginStore<Account>['importedHashes']) {
  let hashes: readonly string[] = [];
  return async (deadlineAt: number) => {
    hashes = await read(deadlineAt).catch((error: unknown) => {
      logTrouble(deps, 'imported-hashes-unavailable', error);
      return hashes;
    });
    return hashes;
  };
}

/**
 * Returns the user with this username and password.
 * @throws Failure TOO_MANY_ATTEMPTS during a wait; WRONG_CREDENTIALS both for an unknown user and a wrong
 * password; ACCOUNT_DISABLED only after the right password.
 */
export function login<T extends Account>(deps: Deps, store: LoginStore<T>) {
  const reserve = loginThrottle(deps, store);
  const checkPassword = passwordCheck(deps, {
    acceptsWeakDigests: readSetting(deps.environment, settings.weakDigests) === 'accept',
    importedHashes: importedHashReader(deps, store.importedHashes),
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
    const attempt = attemptOf(username, sourceIp);
    const { network } = attempt;
    const [user, settle] = await Promise.all([
      store.findUser(username, deadlineAt),
      reserve(attempt, deadlineAt),
    ]);
    const { isRight, isOutdated } = await checkPassword(password, user?.passwordHash, deadlineAt);
    await settle(isRight, deadlineAt);
    if (user === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS', { log: { network } });
    if (isOutdated) await upgrade(request, user.passwordHash, deadlineAt);
    if (user.isDisabled) throw new Failure('ACCOUNT_DISABLED');
    return user;
  };
}
