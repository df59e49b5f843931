import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
import { student, teacher } from '../support/test-service.ts';
import { as, room, startClass } from './start-class.ts';

const minuteMs = 60_000;

describe('sanctions', () => {
  let service: Awaited<ReturnType<typeof startClass>>;
  beforeEach(async () => {
    service = await startClass();
  });
  afterEach(() => service.stop());

  const upstreamRoom = () => service.emulator.rooms.get('2');

  describe('chatroom_mute', () => {
    const mute = (minutes: string, user = 'student1') =>
      service.post('chatroom_mute', { ...teacher, ...room, user, minutes });

    it('mutes one user for some minutes, also in the recreated room', async () => {
      expect((await mute('10')).json).toEqual({
        until: '2026-01-05T10:10:00.000',
        reason: '',
        ret: 'success',
      });
      expect(service.emulator.send('student1', '2', 'hello')).toBe(23408);
      // 31 days later, in seconds: a mute lasts 30 days at most.
      expect(await service.items('sanctions')).toMatchObject([{ expiresAt: 1_770_256_800 }]);
      await service.clock.advance(4 * minuteMs);
      await service.recreate();
      expect(service.emulator.send('student1', '2', 'hello')).toBe(23408);
      expect(service.upstream('/chatroom/user/gag/add.json').at(-1)?.form.get('minute')).toBe('6');
      await service.clock.advance(6 * minuteMs);
      expect(service.emulator.send('student1', '2', 'hello')).toBe(0);
    });

    it('is lifted by minutes=0, and stays lifted in the recreated room', async () => {
      await mute('10');
      expect((await mute('0')).json.until).toBeNull();
      expect(service.emulator.send('student1', '2', 'hello')).toBe(0);
      await service.recreate();
      expect(service.emulator.send('student1', '2', 'hello')).toBe(0);
    });

    it('is not lifted by an older call of this version after a later one of 1.0.0-rc.1', async () => {
      await mute('10');
      const later = { muteDecidedAt: service.clock.now() + 1_000 };
      await service.change('sanctions', { chatroomId: 2, username: 'student1' }, later);
      await mute('0');
      const { mutedUntil } = (await service.items('sanctions'))[0] ?? {};
      expect(mutedUntil).toBe(Date.UTC(2026, 0, 5, 2, 10));
    });

    it('can be shortened even if RongCloud is out of reach until it has ended', async () => {
      await mute('60');
      service.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
      expect((await lettingTimePass(service.clock, mute('1'))).json.code).toBe('UPSTREAM_UNAVAILABLE');
      expect(service.emulator.send('student1', '2', 'hello')).toBe(23408);
      await service.clock.advance(2 * minuteMs);
      await service.reconcile();
      expect(service.emulator.send('student1', '2', 'hello')).toBe(0);
    });

    it('refuses the creator, admins and unknown users', async () => {
      const codes = [];
      for (const user of ['teacher1', 'admin1', 'nobody']) codes.push((await mute('10', user)).json.code);
      expect(codes).toEqual(['NOT_ALLOWED', 'NOT_ALLOWED', 'USER_NOT_FOUND']);
      expect(service.calls()).toEqual([]);
    });

    it.each(['43201', '-1', '1.5', ''])('refuses minutes=%s', async (minutes) => {
      expect((await mute(minutes)).json.code).toBe('INVALID_PARAMETER');
    });
  });

  describe('chatroom_kick', () => {
    const kick = (minutes: string, user = 'student1') =>
      service.post('chatroom_kick', { ...teacher, ...room, user, minutes });
    const join = (username = 'student1') => service.post('chatroom_join', { ...as(username), ...room });

    it('removes a user, mutes them and blocks them for the given time', async () => {
      await join();
      expect((await kick('30')).json.until).toBe('2026-01-05T10:30:00.000');
      expect(upstreamRoom()?.members.has('student1')).toBe(false);
      expect(service.emulator.join('student1', '2')).toBe(23409);
      expect(service.emulator.send('student1', '2', 'hello')).toBe(23408);
      expect((await join()).json).toMatchObject({
        code: 'NOT_ALLOWED',
        reason: 'A moderator has removed you from this chatroom for a while.',
      });
      await service.clock.advance(30 * minuteMs);
      expect((await join()).status).toBe(200);
      expect(service.emulator.join('student1', '2')).toBe(0);
    });

    it('holds in the recreated room', async () => {
      await kick('30');
      await service.recreate();
      expect(service.emulator.join('student1', '2')).toBe(23409);
      expect((await join()).json.code).toBe('NOT_ALLOWED');
    });

    it('lets the user back in with minutes=0, and keeps a separate mute', async () => {
      await service.post('chatroom_mute', { ...teacher, ...room, user: 'student1', minutes: '60' });
      await kick('30');
      expect((await kick('0')).json.until).toBeNull();
      expect((await join()).status).toBe(200);
      expect(service.emulator.send('student1', '2', 'hello')).toBe(23408);
    });
  });

  it('chatroom_sanctions lists muted and blocked users, for moderators', async () => {
    await service.post('chatroom_mute', { ...teacher, ...room, user: 'student1', minutes: '10' });
    await service.post('chatroom_kick', { ...as('admin1'), ...room, user: 'student2', minutes: '30' });
    await service.post('chatroom_mute', { ...teacher, ...room, user: '学生三', minutes: '10' });
    await service.post('chatroom_mute', { ...teacher, ...room, user: '学生三', minutes: '0' });
    await service.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
    expect((await service.post('chatroom_sanctions', { ...teacher, ...room })).json).toEqual({
      items: [
        { username: 'student1', muted_until: '2026-01-05T10:10:00.000', blocked_until: null, by: 'teacher1' },
        { username: 'student2', muted_until: null, blocked_until: '2026-01-05T10:30:00.000', by: 'admin1' },
      ],
      silent: true,
      speakers: ['teacher1'],
      reason: '',
      ret: 'success',
    });
    expect((await service.post('chatroom_sanctions', { ...student, ...room })).json.code).toBe('NOT_ALLOWED');
    await service.clock.advance(10 * minuteMs);
    const { items } = (await service.post('chatroom_sanctions', { ...teacher, ...room })).json;
    expect(items).toMatchObject([{ username: 'student2' }]);
  });
});
