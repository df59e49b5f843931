import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counterKeys } from '../../functions/auth/scopes.ts';
import { loginThrottle } from '../../functions/auth/throttle.ts';
import { loginStore } from '../../functions/dynamodb/logins.ts';
import { systemClock } from '../../functions/platform/deps.ts';
import { startTablesBehindProxy } from '../support/dynamodb-proxy.ts';

const writes = { action: 'UpdateItem', table: 'attempts' };

/** The throttle over the real store over the real SDK. */
async function setup() {
  const { proxy, runtime } = await startTablesBehindProxy();
  const throttle = loginThrottle(runtime, loginStore(runtime));
  const attempt = async (network: string, check: () => boolean) => {
    const deadlineAt = systemClock.now() + 8_000;
    const admission = await throttle.admit(counterKeys('ann', network), deadlineAt);
    return await admission.run(async () => check());
  };
  /** Forty guesses, ten at a time, each from a network of its own. @returns how many were checked. */
  const checkedOfForty = async () => {
    let checked = 0;
    const wrong = () => {
      checked += 1;
      return false;
    };
    for (let ten = 0; ten < 4; ten += 1) {
      const guesses = Array.from({ length: 10 }, (_, index) => attempt(`10.0.${ten}.${index}`, wrong));
      await Promise.allSettled(guesses);
    }
    return checked;
  };
  return { proxy, attempt, checkedOfForty };
}

describe('a counter of failed logins whose replies get lost', () => {
  let world: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    world = await setup();
  });
  afterEach(() => world.proxy.stop());

  it('takes back once what a login had counted ahead, so that no further guess is let through', async () => {
    const { proxy, attempt, checkedOfForty } = world;
    const isRight = await attempt('203.0.113.7', () => {
      proxy.arm({ name: 'reply-lost' }, 2, writes);
      return true;
    });
    expect(isRight).toBe(true);
    expect(await checkedOfForty()).toBe(20);
  });

  it('lets no further guess through where a count is sent again', async () => {
    const { proxy, checkedOfForty } = world;
    proxy.arm({ name: 'reply-lost' }, 2, writes);
    const checked = await checkedOfForty();
    expect(checked).toBeGreaterThan(0);
    expect(checked).toBeLessThanOrEqual(20);
  });
});
