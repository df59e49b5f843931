import { expect } from 'vitest';
import { startOnManualClock } from './manual-clock-service.ts';

export const room = { id: '2' };
export const as = (username: string) => ({ username, password: '123456' });

/** A service on a manual clock with two more pupils, one with a name that RongCloud does not allow, and an admin. */
export async function startClass() {
  const service = await startOnManualClock();
  await service.addUser({ username: 'student2' }, '123456');
  await service.addUser({ username: '学生三' }, '123456');
  await service.addUser({ username: 'admin1', role: 'admin' }, '123456');
  service.emulator.calls.length = 0;
  return {
    ...service,
    /** RongCloud drops the room; the next join recreates it. */
    recreate: async () => {
      service.emulator.loseRoom('2');
      expect((await service.post('chatroom_join', { ...as('student2'), ...room })).json.reason).toBe('');
    },
  };
}
