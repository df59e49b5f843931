import { Failure } from '../contract/failure.ts';
import { readSetting, settings } from '../contract/settings.ts';
import type { Deps } from '../platform/deps.ts';
import { logTrouble } from '../platform/log.ts';
import { networkOf } from './client-network.ts';
import type { Account, LoginRecords } from './login-store.ts';
import { importedHashMemory } from './passwords/imported-hash-cache.ts';
import { hashPassword, passwordCheck } from './passwords/password.ts';
import { counterKeys } from './scopes.ts';
import { type Admission, loginThrottle } from './throttle.ts';
import { verifiedCredentialMemory } from './verified-credentials.ts';

export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** The caller's address as the gateway saw it; a header would be the caller's own word. */
  readonly sourceIp: string;
}

interface Admitted<T> {
  readonly user: T | undefined;
  readonly admission: Admission;
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
  const verified = verifiedCredentialMemory(deps);
  const checkPassword = passwordCheck(deps, {
    acceptsWeakDigests: readSetting(deps.environment, settings.weakDigests) === 'accept',
    importedHashes: importedHashMemory(deps, records.importedHashes),
  });

  /**
   * Of several calls of one user at once, which a process that serves many of them meets, one is checked at a
   * time: the others then find it remembered, or their counter changed.
   */
  const checks = new Map<string, Promise<unknown>>();
  async function inTurn(key: string, check: () => Promise<T>): Promise<T> {
    const running = check();
    checks.set(
      key,
      running.catch(() => {}),
    );
    try {
      return await running;
    } finally {
      checks.delete(key);
    }
  }

  /** @returns the hash that is stored from now on. A failed upgrade is made up for at the next login. */
  async function upgrade({ username, password }: LoginRequest, from: string, deadlineAt: number) {
    try {
      const to = await hashPassword(deps, password);
      return (await records.replacePasswordHash(username, { from, to }, deadlineAt)) ? to : from;
    } catch (error) {
      logTrouble(deps, 'password-upgrade-failed', error);
      return from;
    }
  }

  /** The check of a password that has not been right a moment ago. */
  async function verify(request: LoginRequest, { user, admission }: Admitted<T>, deadlineAt: number) {
    let isOutdated = false;
    const isRight = await admission.run(async () => {
      const check = await checkPassword(request.password, user?.passwordHash, deadlineAt);
      isOutdated = check.isOutdated;
      return check.isRight;
    });
    const network = networkOf(request.sourceIp);
    if (user === undefined || !isRight) throw new Failure('WRONG_CREDENTIALS', { log: { network } });
    const passwordHash = isOutdated
      ? await upgrade(request, user.passwordHash, deadlineAt)
      : user.passwordHash;
    verified.add({ ...request, network, passwordHash });
    return user;
  }

  async function authenticate(request: LoginRequest, deadlineAt: number): Promise<T> {
    const network = networkOf(request.sourceIp);
    const keys = counterKeys(request.username, network);
    const [user, admission] = await Promise.all([
      records.findUser(request.username, deadlineAt),
      throttle.admit(keys, deadlineAt),
    ]);
    if (user !== undefined && verified.has({ ...request, network, passwordHash: user.passwordHash })) {
      return user;
    }
    const underWay = checks.get(keys.pair);
    if (underWay !== undefined) {
      await underWay;
      return await authenticate(request, deadlineAt);
    }
    return await inTurn(keys.pair, () => verify(request, { user, admission }, deadlineAt));
  }

  return async (request, deadlineAt) => {
    const user = await authenticate(request, deadlineAt);
    if (user.isDisabled) throw new Failure('ACCOUNT_DISABLED');
    return user;
  };
}
