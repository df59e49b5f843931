import { describe, expect, it } from 'vitest';
import { importedHashReader, login } from '../../../functions/auth/login.ts';
import type { LogEntry } from '../../../functions/platform/deps.ts';
import { processDeps } from '../../../functions/platform/deps.ts';
import { attemptStore } from '../../support/attempt-store.ts';
import { cheapPasswordCost } from '../../support/cheap-password-cost.ts';
import { manualClock } from '../../support/manual-clock.ts';

/** As Django writes it: `password` with the salt `salt`, one iteration. */
const fromDjango = 'pbkdf2_sha256$1$salt$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=';

/** An account whose hash is of Django, and its logins. */
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
  const user = { passwordHash: fromDjango, isDisabled: false };
  const upgrades: string[] = [];
  const upgrade = { fails: false };
  const authenticate = login<typeof user>(deps, {
    ...attemptStore(),
    findUser: async () => ({ ...user }),
    replacePasswordHash: async (_username, { from, to }) => {
      if (upgrade.fails) throw new Error('out of reach');
      upgrades.push(to);
      if (user.passwordHash !== from) return false;
      user.passwordHash = to;
      return true;
    },
    importedHashes: async () => [],
  });
  const outcome = (password: string) =>
    authenticate({ username: 'ann', password, sourceIp: '203.0.113.7' }, clock.now() + 8_500).then(
      () => 'success',
      ({ code }) => code,
    );
  return { log, user, upgrades, upgrade, outcome };
}

describe('a login with a hash of Django', () => {
  it('succeeds and stores a hash of the current cost, with which the next login succeeds', async () => {
    const { outcome, user, upgrades } = await setup();
    expect(await outcome('password')).toBe('success');
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(await outcome('password')).toBe('success');
    expect(upgrades).toHaveLength(1);
  });

  it('does not replace the hash after a wrong password', async () => {
    const { outcome, user } = await setup();
    expect(await outcome('wrong')).toBe('WRONG_CREDENTIALS');
    expect(user.passwordHash).toBe(fromDjango);
  });

  it('does not overwrite a password that was changed during the login', async () => {
    const { outcome, user } = await setup();
    const changing = outcome('password');
    user.passwordHash = 'changed meanwhile';
    expect(await changing).toBe('success');
    expect(user.passwordHash).toBe('changed meanwhile');
  });

  it('succeeds although the upgrade fails, and logs it', async () => {
    const { outcome, upgrade, log } = await setup();
    upgrade.fails = true;
    expect(await outcome('password')).toBe('success');
    expect(log).toMatchObject([{ event: 'password-upgrade-failed' }]);
  });
});

it('costs as much as the last imported hashes do, if they cannot be read again', async () => {
  const replies = [Promise.resolve(['imported']), Promise.reject(new Error('out of reach'))];
  const deps = { ...processDeps, output: () => {} };
  const read = importedHashReader(deps, async () => (await replies.shift()) ?? []);
  expect([await read(0), await read(0), await read(0)]).toEqual([['imported'], ['imported'], []]);
});
