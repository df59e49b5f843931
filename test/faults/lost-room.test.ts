import { expect, it, onTestFinished } from 'vitest';
import { hashPassword } from '../../functions/auth/passwords/password.ts';
import { userStore } from '../../functions/dynamodb/users.ts';
import { processDeps } from '../../functions/platform/deps.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { manualClock } from '../support/manual-clock.ts';
import { startLocalWorld } from '../support/world.ts';

const pupils = 500;
const password = '123456';

/** A school. */
async function setup() {
  const passwordCost = { memoryKib: 8, passes: 1, parallelism: 1 };
  const clock = manualClock();
  const world = await startLocalWorld({ clock, passwordCost, runsSchedules: false });
  onTestFinished(world.stop);
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
  return { ...world, clock, usernames, post };
}

it('lets 500 pupils at once into a room that RongCloud has lost, and makes it again once', async () => {
  const { emulator, clock, usernames, post } = await setup();
  emulator.loseRoom('1');

  const joins = Promise.all(usernames.map((username) => post('chatroom_join', { username, id: '1' })));
  const answers = await lettingTimePass(clock, joins);

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(500);
  expect(emulator.calls.filter(({ path }) => path === '/chatroom/create_new.json')).toHaveLength(1);
  expect(emulator.rooms.get('1')?.members.size).toBe(500);
});
