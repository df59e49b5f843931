import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attemptOf } from '../../functions/auth/login-limits.ts';
import { loginThrottle } from '../../functions/auth/login-throttle.ts';
import { loginStore } from '../../functions/dynamodb/logins.ts';
import { startTablesBehindProxy } from '../support/dynamodb-proxy.ts';

const writes = { action: 'UpdateItem', table: 'attempts' };

/** The throttle over the real store over the real SDK. */
async function setup() {
  const { proxy, deps } = await startTablesBehindProxy();
  const store = loginStore(deps);
  let isSentTwice = false;
  const changeAttempts: typeof store.changeAttempts = async (change, deadlineAt) => {
    if (isSentTwice) await store.changeAttempts(change, deadlineAt);
    return await store.changeAttempts(change, deadlineAt);
  };
  const reserve = loginThrottle(deps, { ...store, changeAttempts });
  let checks = 0;
  /** @returns a code if the attempt was refused. */
  const attempt = async (network: string, isRight: boolean, beforeSettling = () => {}) => {
    const deadlineAt = deps.clock.now() + 8_000;
    try {
      const settle = await reserve(attemptOf('ann', network), deadlineAt);
      checks += 1;
      beforeSettling();
      await settle(isRight, deadlineAt);
      return isRight ? 'right' : 'wrong';
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  /** As the SDK does if the first reply is lost. */
  const sendTwice = () => {
    isSentTwice = true;
  };
  return { proxy, attempt, sendTwice, checks: () => checks };
}

describe('a login whose replies from DynamoDB get lost', () => {
  let service: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    service = await setup();
  });
  afterEach(() => service.proxy.stop());

  it('succeeds with the right password when the reply to its reservation is lost', async () => {
    const { proxy, attempt } = service;
    proxy.arm({ name: 'reply-lost' }, 1, writes);
    expect(await attempt('203.0.113.7', true)).toBe('right');
  });

  it('does not count a right password as a failure: twenty guesses remain', async () => {
    const { proxy, attempt, checks } = service;
    const loseReply = () => proxy.arm({ name: 'reply-lost' }, 1, writes);
    expect(await attempt('203.0.113.7', true, loseReply)).toBe('right');
    for (let guess = 0; guess < 40; guess += 1) await attempt(`10.0.${guess}.1`, false);
    expect(checks()).toBe(1 + 20);
  });

  it('counts a guess once, and delays no right password, when each write is sent twice', async () => {
    const { sendTwice, attempt, checks } = service;
    sendTwice();
    for (let guess = 0; guess < 19; guess += 1) await attempt(`10.0.${guess}.1`, false);
    expect(await attempt('203.0.113.7', true)).toBe('right');
    for (let guess = 19; guess < 40; guess += 1) await attempt(`10.0.${guess}.1`, false);
    expect(checks()).toBe(20 + 1);
  });
});
