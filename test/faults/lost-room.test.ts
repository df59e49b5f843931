import { expect, it, onTestFinished, vi } from 'vitest';
import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { userStore } from '../../functions/dynamodb/users.ts';
import { type Clock, processDeps } from '../../functions/platform/deps.ts';
import { startLocalWorld } from '../support/world.ts';

const pupils = 500;
const password = '123456';

const slowness = 4;
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** A quarter of the world's pace: calls come thicker than RongCloud allows, and a busy machine is still in time. */
function slowClock(): Clock {
  const startedAt = Date.now();
  return {
    now: () => startedAt + Math.floor((Date.now() - startedAt) / slowness),
    after: (delayMs, run) => {
      const timer = startTimer(run, delayMs * slowness);
      return () => stopTimer(timer);
    },
  };
}

/** A school. */
async function setup() {
  const passwordCost = { memoryKib: 8, passes: 1, parallelism: 1 };
  const world = await startLocalWorld({ clock: slowClock(), passwordCost, runsSchedules: false });
  onTestFinished(world.stop);
  onTestFinished(() => void vi.useRealTimers());
  const passwordHash = await hashPassword({ ...processDeps, passwordCost }, password);
  const usernames = Array.from({ length: pupils }, (_, index) => `pupil${index}`);
  const users = userStore(world.service.runtime);
  const createdAt = '2026-01-05T02:00:00.000Z';
  for (const username of usernames) {
    const user = {
      username,
      passwordHash,
      rongCloudUserId: username,
      role: 'student',
      isDisabled: false,
      createdAt,
    } as const;
    await users.add(user, Number.POSITIVE_INFINITY);
  }
  const post = (path: string, fields: Record<string, string>) =>
    world.call(`/im/${path}`, { method: 'POST', body: new URLSearchParams({ password, ...fields }) });
  world.emulator.calls.length = 0;
  return { ...world, usernames, post };
}

it('recreates a missing room once for 500 pupils at once, and lets in as many as RongCloud has room for', async () => {
  const { emulator, usernames, post } = await setup();
  emulator.loseRoom('1');
  // The SDK's own time limits go by real time: a machine under load would fail what is right.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

  const answers = await Promise.all(
    usernames.map((username) => post('chatroom_join', { username, id: '1' })),
  );

  const joined = answers.filter(({ status }) => status === 200).length;
  const busy = answers.filter(({ json }) => json.code === 'UPSTREAM_BUSY').length;
  expect([joined + busy, joined > 100]).toEqual([500, true]);
  expect(emulator.calls.filter(({ path }) => path === '/chatroom/create_new.json')).toHaveLength(1);
  expect(emulator.rooms.get('1')?.members.size).toBe(joined);
}, 60_000);
