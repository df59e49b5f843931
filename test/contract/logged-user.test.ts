import { expect, it, onTestFinished } from 'vitest';
import { startTestService } from '../support/test-service.ts';

it('logs the RongCloud id of a caller, never the username', async () => {
  const service = await startTestService();
  onTestFinished(() => service.stop());
  await service.addUser({ username: '王老师@school.example', rongCloudUserId: 'derived-id-1' }, 'secret-1');
  const query = new URLSearchParams({ username: '王老师@school.example', password: 'secret-1', id: '2' });
  const { status } = await service.call(`/im/chatroom_query/?${query}`);
  expect([status, service.log.at(-1)?.user]).toEqual([200, 'derived-id-1']);
  expect(JSON.stringify(service.log)).not.toContain('王老师');
});
