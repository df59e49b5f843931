import { expect, it, onTestFinished } from 'vitest';
import { startLocalWorld } from '../support/world.ts';

it('logs the RongCloud id of a caller, never the username', async () => {
  const world = await startLocalWorld();
  onTestFinished(() => world.stop());
  await world.addUser({ username: '王老师@school.example', rongCloudUserId: 'derived-id-1' }, 'secret-1');
  const query = new URLSearchParams({ username: '王老师@school.example', password: 'secret-1', id: '2' });
  const { status } = await world.call(`/im/chatroom_query/?${query}`);
  expect([status, world.log.at(-1)?.user]).toEqual([200, 'derived-id-1']);
  expect(JSON.stringify(world.log)).not.toContain('王老师');
});
