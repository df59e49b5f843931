import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { logTrouble } from '../platform/log.ts';
import { networkOf } from './client-network.ts';
import type { Account, LoginRecords } from './login-store.ts';
import { importedHashMemory } from './passwords/imported-hash-cache.ts';
import { hashPassword, passwordCheck } from './passwords/password.ts';
import { counterKeys } from './scopes.ts';
import { loginThrottle } from './throttle.ts';

export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** The caller's address as the gateway saw it; a header would be the caller's own word. */
  readonly sourceIp: string;
}

/**
 * Who calls, by username and password.
 * @throws Failure TOO_MANY_ATTEMPTS while a wait is on; WRONG_CREDENTIALS alike for an unknown user and a wrong
 * password; ACCOUNT_DISABLED only after the right one.
 */
export function login<T extends Account>(
  deps: Deps,
  records: LoginRecords<T>,
): (request: LoginRequest, deadlineAt: number) => Promise<T> {
  const throttle = loginThrottle(deps, records);
  const checkPassword = passwordCheck(deps, {
    acceptsWeakDigests: readSetting(deps.environment, settings.weakDigests) === 'accept',
    importedHashes: importedHashMemory(deps, records.importedHashes),
  });

  /** A failed upgrade is repeated at the next login. */
  async function upgrade({ username, password }: LoginRequest, from: string, deadlineAt: number) {
    try {
      const to = await hashPassword(deps, password);
      await records.replacePasswordHash(username, { from, to }, deadlineAt);
    } catch (error) {
      logTrouble(deps, 'password-upgrade-failed', error);
    }
  }

  return async (request, deadlineAt) => {
    const network = networkOf(request.sourceIp);
    const [user, admission] = await Promise.all([
      records.findUser(request.username, deadlineAt),
      throttle.admit(counterKeys(request.username, network), deadlineAt),
    ]);
    let isOutdated = false;
    const isRight = await admission.run(async () => {
      const check = await checkPassword(request.password, user?.passwordHash, deadlineAt);
      isOutdated = check.isOutdated;
      return check.isRight;
    });
    if (user === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS', { log: { network } });
    if (isOutdated) await upgrade(request, user.passwordHash, deadlineAt);
    if (user.isDisabled) throw new Failure('ACCOUNT_DISABLED');
    return user;
  };
}
