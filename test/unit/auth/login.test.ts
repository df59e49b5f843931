import { describe, expect, it } from 'vitest';
import { importedHashReader, login } from '../../../functions/auth/login.ts';
import { hashPassword } from '../../../functions/auth/passwords/password.ts';
import type { LogEntry } from '../../../functions/platform/deps.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { attemptStore } from '../../support/attempt-store.ts';
import { cheapPasswordCost } from '../../support/cheap-password-cost.ts';
import { manualClock } from '../../support/manual-clock.ts';

/** As Django writes it: `password` with the salt `salt`, one iteration. */
const fromDjango = 'pbkdf2_sha256$1$salt$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=';

interface Account {
  passwordHash: string;
  isDisabled: boolean;
}

async function setup() {
  const clock = manualClock();
  const log: LogEntry[] = [];
  const deps = {
    ...processDeps,
    clock,
    passwordCost: cheapPasswordCost,
    environment: {},
    output: (_level: string, entry: LogEntry) => log.push(entry),
  };
  const store = attemptStore();
  const users = new Map<string, Account>([
    ['ann', { passwordHash: await hashPassword(deps, 'secret'), isDisabled: false }],
    ['old', { passwordHash: fromDjango, isDisabled: false }],
  ]);
  const calls: string[] = [];
  const failing = new Set<'upgrade' | 'imported'>();
  const authenticate = login<Account>(deps, {
    findUser: async (username) => {
      calls.push('user');
      return users.get(username);
    },
    findAttempts: async (key) => {
      calls.push('read');
      return await store.findAttempts(key);
    },
    changeAttempts: async (change) => {
      calls.push('write');
      return await store.changeAttempts(change);
    },
    replacePasswordHash: async (username, { from, to }) => {
      calls.push('upgrade');
      if (failing.has('upgrade')) throw new Error('out of reach');
      const user = users.get(username);
      if (user?.passwordHash !== from) return false;
      users.set(username, { ...user, passwordHash: to });
      return true;
    },
    importedHashes: async () => {
      calls.push('imported');
      if (failing.has('imported')) throw new Error('out of reach');
      return [];
    },
  });
  const outcome = async (username: string, password: string, sourceIp = '203.0.113.7') => {
    try {
      await authenticate({ username, password, sourceIp }, clock.now() + 8_500);
      return 'in';
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  const user = (username: string) => {
    const found = users.get(username);
    if (found === undefined) throw new Error(`no ${username}`);
    return found;
  };
  return {
    clock,
    log,
    users,
    user,
    calls,
    outcome,
    failing,
  };
}

describe('a login', () => {
  it('accepts the right password, and gives the same reply to a wrong password and an unknown name', async () => {
    const { outcome } = await setup();
    expect(await outcome('ann', 'secret')).toBe('in');
    expect(await outcome('ann', 'Secret')).toBe('WRONG_CREDENTIALS');
    expect(await outcome('nobody', 'secret')).toBe('WRONG_CREDENTIALS');
  });

  it('makes the same store calls for an unknown user and for a wrong password', async () => {
    const known = await setup();
    await known.outcome('ann', 'wrong');
    const unknown = await setup();
    await unknown.outcome('nobody', 'wrong');
    expect(unknown.calls).toEqual(known.calls);
    expect(known.calls).toEqual([
      ...['user', 'read', 'read', 'read', 'write'],
      ...['imported', 'write', 'write', 'write'],
    ]);
  });

  it('is still refused or accepted while the costs of imported hashes cannot be read', async () => {
    const { outcome, failing, log } = await setup();
    failing.add('imported');
    expect(await outcome('ann', 'wrong')).toBe('WRONG_CREDENTIALS');
    expect(await outcome('old', 'password')).toBe('in');
    expect(log[0]).toMatchObject({ event: 'imported-hashes-unavailable' });
  });

  it('costs what the last costs of imported hashes were, if they cannot be read again', async () => {
    const replies = [Promise.resolve(['imported']), Promise.reject(new Error('out of reach'))];
    const deps = { ...processDeps, output: () => {} };
    const read = importedHashReader(deps, async () => (await replies.shift()) ?? []);
    expect([await read(0), await read(0), await read(0)]).toEqual([['imported'], ['imported'], []]);
  });

  it('reports a disabled account only after the right password', async () => {
    const { outcome, user } = await setup();
    user('ann').isDisabled = true;
    expect(await outcome('ann', 'wrong')).toBe('WRONG_CREDENTIALS');
    expect(await outcome('ann', 'secret')).toBe('ACCOUNT_DISABLED');
  });
});

describe('a login with a hash of another time', () => {
  it('succeeds and stores a hash of the current cost, with which the next login succeeds', async () => {
    const { outcome, user, calls } = await setup();
    expect(await outcome('old', 'password')).toBe('in');
    expect(user('old').passwordHash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(await outcome('old', 'password')).toBe('in');
    expect(calls.filter((call) => call === 'upgrade')).toHaveLength(1);
  });

  it('leaves a wrong password’s hash as it is', async () => {
    const { outcome, user } = await setup();
    await outcome('old', 'wrong');
    expect(user('old').passwordHash).toBe(fromDjango);
  });

  it('does not overwrite a password that was changed meanwhile', async () => {
    const { outcome, user, users } = await setup();
    const changing = outcome('old', 'password');
    users.set('old', { ...user('old'), passwordHash: 'changed meanwhile' });
    expect(await changing).toBe('in');
    expect(user('old').passwordHash).toBe('changed meanwhile');
  });

  it('succeeds although the upgrade fails, and the log says so', async () => {
    const { outcome, failing, log } = await setup();
    failing.add('upgrade');
    expect(await outcome('old', 'password')).toBe('in');
    expect(log).toMatchObject([{ event: 'password-upgrade-failed' }]);
  });
});

describe('a login that was right a moment ago', () => {
  it('is refused on the next call after a changed password', async () => {
    const { outcome, user } = await setup();
    await outcome('ann', 'secret');
    user('ann').passwordHash = await hashPassword(
      { ...processDeps, passwordCost: cheapPasswordCost },
      'another',
    );
    expect(await outcome('ann', 'secret')).toBe('WRONG_CREDENTIALS');
    expect(await outcome('ann', 'another')).toBe('in');
  });

  it('is refused on the next call after the account is disabled or removed', async () => {
    const { outcome, user, users } = await setup();
    await outcome('ann', 'secret');
    user('ann').isDisabled = true;
    expect(await outcome('ann', 'secret')).toBe('ACCOUNT_DISABLED');
    users.delete('ann');
    expect(await outcome('ann', 'secret')).toBe('WRONG_CREDENTIALS');
  });

  it('does not open a way past a wait', async () => {
    const { outcome } = await setup();
    await outcome('ann', 'secret');
    for (let guess = 0; guess < 5; guess += 1) await outcome('ann', `guess${guess}`);
    expect(await outcome('ann', 'secret')).toBe('TOO_MANY_ATTEMPTS');
  });
});
