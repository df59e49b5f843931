import rongCloud from 'rongcloud-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { teacher } from '../support/test-service.ts';
import { as, room, startClass } from './start-class.ts';

/** The SDK has no call for the silence of a whole chatroom. */
describe('Beside this service, the official Node SDK sees', () => {
  let service: Awaited<ReturnType<typeof startClass>>;
  beforeEach(async () => {
    service = await startClass();
  });
  afterEach(() => service.stop());

  const sdk = () =>
    rongCloud({ appkey: 'local-app-key', secret: 'local-app-secret', api: service.emulator.origin });
  const control = async (path: string, fields: Record<string, string>) =>
    expect((await service.post(path, { ...teacher, ...room, ...fields })).json.ret).toBe('success');
  const muted = async () => (await sdk().Chatroom.Gag.getList({ ...room })).members;
  const blocked = async () => (await sdk().Chatroom.Block.getList({ ...room })).members;
  const until = (id: string, time: string) => ({ id, time });

  it('who is muted and kicked, and until when, also after RongCloud has dropped the chatroom', async () => {
    await control('chatroom_mute', { user: '学生三', minutes: '10' });
    await control('chatroom_kick', { user: 'student1', minutes: '5' });
    const both = [
      until(rongCloudUserId('学生三'), '2026-01-05 10:10:00'),
      until('student1', '2026-01-05 10:05:00'),
    ];
    expect(await muted()).toEqual(expect.arrayContaining(both));
    expect(await blocked()).toEqual([until('student1', '2026-01-05 10:05:00')]);
    await service.recreate();
    expect(await muted()).toEqual(expect.arrayContaining(both));
    expect(await blocked()).toEqual([until('student1', '2026-01-05 10:05:00')]);
  });

  it('nobody any more once the controls are lifted', async () => {
    await control('chatroom_kick', { user: 'student1', minutes: '5' });
    await control('chatroom_kick', { user: 'student1', minutes: '0' });
    expect([await muted(), await blocked()]).toEqual([[], []]);
  });

  it('the members, whom our own list names by their accounts', async () => {
    service.emulator.join(rongCloudUserId('学生三'), room.id);
    const listed = await sdk().Chatroom.get({ ...room, count: 10, order: 1 });
    const { json } = await service.post('chatroom_members', { ...as('teacher1'), ...room });
    expect(listed.members).toMatchObject([{ id: rongCloudUserId('学生三') }]);
    expect(json.members).toMatchObject([{ username: '学生三' }]);
  });
});
