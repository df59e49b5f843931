import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
import { student, teacher } from '../support/test-service.ts';
import { as, room, startClass } from './start-class.ts';

const minuteMs = 60_000;

describe('silence and sanctions', () => {
  let service: Awaited<ReturnType<typeof startClass>>;
  beforeEach(async () => {
    service = await startClass();
  });
  afterEach(() => service.stop());

  const upstreamRoom = () => service.emulator.rooms.get('2');

  describe('chatroom_silence', () => {
    it('lets only the creator, the assistants and the speakers write', async () => {
      const { status, text } = await service.post('chatroom_silence', {
        ...teacher,
        ...room,
        silent: '1',
        speakers: 'student1',
      });
      expect([status, text]).toEqual([
        200,
        '{"silent":true,"speakers":["teacher1","student1"],"reason":"","ret":"success"}',
      ]);
      expect(service.emulator.send('student1', '2', 'hello')).toBe(0);
      expect(service.emulator.send('teacher1', '2', 'hello')).toBe(0);
      expect(service.emulator.send('student2', '2', 'hello')).toBe(23408);
    });

    it('is ended by silent=0', async () => {
      await service.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      const { json } = await service.post('chatroom_silence', { ...teacher, ...room, silent: '0' });
      expect(json).toEqual({ silent: false, speakers: [], reason: '', ret: 'success' });
      expect(service.emulator.send('student2', '2', 'hello')).toBe(0);
      expect([...(upstreamRoom()?.muteExceptions ?? [])]).toEqual([]);
    });

    it('also accepts speakers as a JSON array, in a form and in a JSON body', async () => {
      const speakers = ['student1', '学生三'];
      const form = { ...teacher, ...room, silent: '1', speakers: JSON.stringify(speakers) };
      expect((await service.post('chatroom_silence', form)).json.speakers).toEqual(['teacher1', ...speakers]);
      const { json } = await service.call('/im/chatroom_silence/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...teacher, id: 2, silent: 1, speakers }),
      });
      expect(json.speakers).toEqual(['teacher1', ...speakers]);
    });

    it('is part of the call that recreates the room, with its speakers', async () => {
      await service.post('chatroom_silence', { ...teacher, ...room, silent: '1', speakers: 'student1' });
      service.emulator.calls.length = 0;
      await service.recreate();
      const [create] = service.upstream('/chatroom/create_new.json');
      expect(create?.form.get('isBan')).toBe('true');
      expect(create?.form.getAll('whiteUserIds')).toEqual(['teacher1', 'student1']);
      expect(service.emulator.send('student2', '2', 'hello')).toBe(23408);
    });

    it('names an unknown speaker only to a moderator, and changes nothing', async () => {
      const call = { ...room, silent: '1', speakers: 'nobody' };
      expect((await service.post('chatroom_silence', { ...teacher, ...call })).json.code).toBe(
        'USER_NOT_FOUND',
      );
      expect((await service.post('chatroom_silence', { ...student, ...call })).json.code).toBe('NOT_ALLOWED');
      expect(service.calls()).toEqual([]);
      expect((await service.row(2))?.isSilent).toBeUndefined();
    });

    it('takes at most 20 speakers with the creator', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `speaker${index}`);
      for (const username of names) await service.addUser({ username }, '123456');
      const call = (speakers: readonly string[]) =>
        service.post('chatroom_silence', { ...teacher, ...room, silent: '1', speakers: speakers.join(',') });
      expect((await call(names)).json).toMatchObject({
        code: 'INVALID_PARAMETER',
        reason:
          'speakers must be few enough that 20 users may speak in all, with the creator and the assistants.',
      });
      expect((await call(names.slice(1))).status).toBe(200);
      const appointed = await service.post('chatroom_assistants', {
        ...teacher,
        ...room,
        assistants: 'student1',
      });
      expect(appointed.json.reason).toMatch(/^assistants must be few enough/);
    });

    it('is sent by the reconciler if RongCloud failed', async () => {
      service.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
      const call = service.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      expect((await lettingTimePass(service.clock, call)).json.code).toBe('UPSTREAM_UNAVAILABLE');
      expect(service.emulator.send('student2', '2', 'hello')).toBe(0);
      await service.clock.advance(minuteMs);
      await service.reconcile();
      expect(service.emulator.send('student2', '2', 'hello')).toBe(23408);
      expect(service.log.at(-1)).toMatchObject({ run: 'reconcile', controlled: 1 });
    });

    it('is sent again after 90 seconds, to overwrite an earlier call that arrived late', async () => {
      await service.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      const live = upstreamRoom();
      if (live !== undefined) live.isMuted = false;
      await service.clock.advance(90_000);
      await service.reconcile();
      expect(upstreamRoom()?.isMuted).toBe(true);
      service.emulator.calls.length = 0;
      await service.clock.advance(90_000);
      await service.reconcile();
      expect(service.calls()).not.toContain('/chatroom/ban/add.json');
    });

    it('answers NOT_ENABLED if the service is not enabled for the App Key', async () => {
      service.emulator.behave({ servicesOff: ['/chatroom/ban'] });
      const { status, json } = await service.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      expect([status, json.code]).toEqual([502, 'NOT_ENABLED']);
      expect(service.log.at(-1)).toMatchObject({ code: 'NOT_ENABLED', call: 'chatroom/ban/add' });
      await service.clock.advance(90_000);
      await service.reconcile();
      service.emulator.calls.length = 0;
      await service.clock.advance(90_000);
      await service.reconcile();
      expect(service.calls()).not.toContain('/chatroom/ban/add.json');
    });

    it('does not stop joins of a recreated room if RongCloud refuses it', async () => {
      service.emulator.behave({ servicesOff: ['/chatroom/ban', '/chatroom/user/ban'] });
      await service.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      await service.recreate();
      expect(service.emulator.rooms.has('2')).toBe(true);
    });

    it('has no GET', async () => {
      const { status, json } = await service.call(
        '/im/chatroom_silence/?username=teacher1&password=123456&id=2&silent=1',
      );
      expect([status, json.code]).toEqual([404, 'NOT_FOUND']);
    });
  });

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
