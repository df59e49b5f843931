import { expect } from 'vitest';
import { startStillWorld } from './still-world.ts';

export const room = { id: '2' };
export const as = (username: string) => ({ username, password: '123456' });

/** A world on a manual clock with two more pupils, one with a name that RongCloud does not allow, and an admin. */
export async function startClass() {
  const world = await startStillWorld();
  await world.addUser({ username: 'student2' }, '123456');
  await world.addUser({ username: '学生三' }, '123456');
  await world.addUser({ username: 'admin1', role: 'admin' }, '123456');
  world.emulator.calls.length = 0;
  return {
    ...world,
    calls: () => world.emulator.calls.map(({ path }) => path),
    /** RongCloud drops the room; the next join recreates it. */
    recreate: async () => {
      world.emulator.loseRoom('2');
      expect((await world.post('chatroom_join', { ...as('student2'), ...room })).json.reason).toBe('');
    },
  };
}
