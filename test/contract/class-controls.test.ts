import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
import { startStillWorld, student, teacher } from './still-world.ts';

const room = { id: '2' };
const minuteMs = 60_000;

describe('class controls', () => {
  let world: Awaited<ReturnType<typeof startStillWorld>>;
  beforeEach(async () => {
    world = await startStillWorld();
    await world.addUser({ username: 'student2' }, '123456');
    await world.addUser({ username: '学生三' }, '123456');
    await world.addUser({ username: 'admin1', role: 'admin' }, '123456');
    world.emulator.calls.length = 0;
  });
  afterEach(() => world.stop());

  const as = (username: string) => ({ username, password: '123456' });
  const calls = () => world.emulator.calls.map(({ path }) => path);
  const upstreamRoom = (id = '2') => world.emulator.rooms.get(id);

  /** RongCloud drops the room; the next join recreates it. */
  async function recreate(username = 'student2') {
    world.emulator.loseRoom('2');
    expect((await world.post('chatroom_join', { ...as(username), ...room })).json.reason).toBe('');
  }

  describe('chatroom_silence', () => {
    it('lets only the creator, the assistants and the speakers write', async () => {
      const { status, text } = await world.post('chatroom_silence', {
        ...teacher,
        ...room,
        silent: '1',
        speakers: 'student1',
      });
      expect([status, text]).toEqual([
        200,
        '{"silent":true,"speakers":["teacher1","student1"],"reason":"","ret":"success"}',
      ]);
      expect(world.emulator.send('student1', '2', 'hello')).toBe(0);
      expect(world.emulator.send('teacher1', '2', 'hello')).toBe(0);
      expect(world.emulator.send('student2', '2', 'hello')).toBe(23408);
    });

    it('is ended by silent=0', async () => {
      await world.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      const { json } = await world.post('chatroom_silence', { ...teacher, ...room, silent: '0' });
      expect(json).toEqual({ silent: false, speakers: [], reason: '', ret: 'success' });
      expect(world.emulator.send('student2', '2', 'hello')).toBe(0);
      expect([...(upstreamRoom()?.muteExceptions ?? [])]).toEqual([]);
    });

    it('takes speakers as a JSON array too, in a form and in a JSON body', async () => {
      const speakers = ['student1', '学生三'];
      const form = { ...teacher, ...room, silent: '1', speakers: JSON.stringify(speakers) };
      expect((await world.post('chatroom_silence', form)).json.speakers).toEqual(['teacher1', ...speakers]);
      const { json } = await world.call('/im/chatroom_silence/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...teacher, id: 2, silent: 1, speakers }),
      });
      expect(json.speakers).toEqual(['teacher1', ...speakers]);
    });

    it('comes back with its speakers in the call that recreates the room', async () => {
      await world.post('chatroom_silence', { ...teacher, ...room, silent: '1', speakers: 'student1' });
      world.emulator.calls.length = 0;
      await recreate();
      const [create] = world.upstream('/chatroom/create_new.json');
      expect(create?.form.get('isBan')).toBe('true');
      expect(create?.form.getAll('whiteUserIds')).toEqual(['teacher1', 'student1']);
      expect(world.emulator.send('student2', '2', 'hello')).toBe(23408);
    });

    it('names an unknown speaker only to a moderator, and changes nothing', async () => {
      const call = { ...room, silent: '1', speakers: 'nobody' };
      expect((await world.post('chatroom_silence', { ...teacher, ...call })).json.code).toBe(
        'USER_NOT_FOUND',
      );
      expect((await world.post('chatroom_silence', { ...student, ...call })).json.code).toBe('NOT_ALLOWED');
      expect(calls()).toEqual([]);
      expect((await world.row(2))?.isSilent).toBeUndefined();
    });

    it('takes at most 20 speakers with the creator', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `speaker${index}`);
      for (const username of names) await world.addUser({ username }, '123456');
      const call = (speakers: readonly string[]) =>
        world.post('chatroom_silence', { ...teacher, ...room, silent: '1', speakers: speakers.join(',') });
      expect((await call(names)).json).toMatchObject({
        code: 'INVALID_PARAMETER',
        reason: 'speakers must be up to 20 usernames, separated by commas or as a JSON array.',
      });
      expect((await call(names.slice(1))).status).toBe(200);
    });

    it('is brought to RongCloud by the reconciler where RongCloud failed', async () => {
      world.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
      const call = world.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      expect((await lettingTimePass(world.clock, call)).json.code).toBe('UPSTREAM_UNAVAILABLE');
      expect(world.emulator.send('student2', '2', 'hello')).toBe(0);
      await world.clock.advance(minuteMs);
      await world.reconcile();
      expect(world.emulator.send('student2', '2', 'hello')).toBe(23408);
      expect(world.log.at(-1)).toMatchObject({ run: 'reconcile', controlled: 1 });
    });

    it('is brought once more after 90 seconds, in place of an earlier call that came late', async () => {
      await world.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      const live = upstreamRoom();
      if (live !== undefined) live.isMuted = false;
      await world.clock.advance(90_000);
      await world.reconcile();
      expect(upstreamRoom()?.isMuted).toBe(true);
      world.emulator.calls.length = 0;
      await world.clock.advance(90_000);
      await world.reconcile();
      expect(calls()).not.toContain('/chatroom/ban/add.json');
    });

    it('answers NOT_ENABLED where the App Key has not got the service', async () => {
      world.emulator.behave({ servicesOff: ['/chatroom/ban'] });
      const { status, json } = await world.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      expect([status, json.code]).toEqual([502, 'NOT_ENABLED']);
      expect(world.log.at(-1)).toMatchObject({ code: 'NOT_ENABLED', call: 'chatroom/ban/add' });
    });

    it('is no longer there by GET', async () => {
      const { status, json } = await world.call(
        '/im/chatroom_silence/?username=teacher1&password=123456&id=2&silent=1',
      );
      expect([status, json.code]).toEqual([404, 'NOT_FOUND']);
    });
  });

  describe('chatroom_mute', () => {
    const mute = (minutes: string, user = 'student1') =>
      world.post('chatroom_mute', { ...teacher, ...room, user, minutes });

    it('keeps one user from writing for some minutes, also in the recreated room', async () => {
      expect((await mute('10')).json).toEqual({
        until: '2026-01-05T10:10:00.000',
        reason: '',
        ret: 'success',
      });
      expect(world.emulator.send('student1', '2', 'hello')).toBe(23408);
      await world.clock.advance(4 * minuteMs);
      await recreate();
      expect(world.emulator.send('student1', '2', 'hello')).toBe(23408);
      expect(world.upstream('/chatroom/user/gag/add.json').at(-1)?.form.get('minute')).toBe('6');
      await world.clock.advance(6 * minuteMs);
      expect(world.emulator.send('student1', '2', 'hello')).toBe(0);
    });

    it('is lifted by minutes=0, and stays lifted in the recreated room', async () => {
      await mute('10');
      expect((await mute('0')).json.until).toBeNull();
      expect(world.emulator.send('student1', '2', 'hello')).toBe(0);
      await recreate();
      expect(world.emulator.send('student1', '2', 'hello')).toBe(0);
    });

    it('refuses the creator, admins and unknown users', async () => {
      const codes = [];
      for (const user of ['teacher1', 'admin1', 'nobody']) codes.push((await mute('10', user)).json.code);
      expect(codes).toEqual(['NOT_ALLOWED', 'NOT_ALLOWED', 'USER_NOT_FOUND']);
      expect(calls()).toEqual([]);
    });

    it.each(['43201', '-1', '1.5', ''])('refuses minutes=%s', async (minutes) => {
      expect((await mute(minutes)).json.code).toBe('INVALID_PARAMETER');
    });
  });

  describe('chatroom_kick', () => {
    const kick = (minutes: string, user = 'student1') =>
      world.post('chatroom_kick', { ...teacher, ...room, user, minutes });
    const join = (username = 'student1') => world.post('chatroom_join', { ...as(username), ...room });

    it('removes a user, mutes them and keeps them out until the block ends', async () => {
      await join();
      expect((await kick('30')).json.until).toBe('2026-01-05T10:30:00.000');
      expect(upstreamRoom()?.members.has('student1')).toBe(false);
      expect(world.emulator.join('student1', '2')).toBe(23409);
      expect(world.emulator.send('student1', '2', 'hello')).toBe(23408);
      expect((await join()).json).toMatchObject({
        code: 'NOT_ALLOWED',
        reason: 'A moderator has removed you from this chatroom for a while.',
      });
      await world.clock.advance(30 * minuteMs);
      expect((await join()).status).toBe(200);
      expect(world.emulator.join('student1', '2')).toBe(0);
    });

    it('holds in the recreated room', async () => {
      await kick('30');
      await recreate();
      expect(world.emulator.join('student1', '2')).toBe(23409);
      expect((await join()).json.code).toBe('NOT_ALLOWED');
    });

    it('lets the user back in with minutes=0, and leaves a mute of their own', async () => {
      await world.post('chatroom_mute', { ...teacher, ...room, user: 'student1', minutes: '60' });
      await kick('30');
      expect((await kick('0')).json.until).toBeNull();
      expect((await join()).status).toBe(200);
      expect(world.emulator.send('student1', '2', 'hello')).toBe(23408);
    });

    it('reaches a user whose name RongCloud does not allow', async () => {
      await join('学生三');
      await kick('30', '学生三');
      expect((await join('学生三')).json.code).toBe('NOT_ALLOWED');
    });
  });

  it('chatroom_sanctions lists who is muted or kept out, for moderators', async () => {
    await world.post('chatroom_mute', { ...teacher, ...room, user: 'student1', minutes: '10' });
    await world.post('chatroom_kick', { ...as('admin1'), ...room, user: 'student2', minutes: '30' });
    await world.post('chatroom_mute', { ...teacher, ...room, user: '学生三', minutes: '10' });
    await world.post('chatroom_mute', { ...teacher, ...room, user: '学生三', minutes: '0' });
    await world.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
    expect((await world.post('chatroom_sanctions', { ...teacher, ...room })).json).toEqual({
      items: [
        { username: 'student1', muted_until: '2026-01-05T10:10:00.000', blocked_until: null, by: 'teacher1' },
        { username: 'student2', muted_until: null, blocked_until: '2026-01-05T10:30:00.000', by: 'admin1' },
      ],
      silent: true,
      speakers: ['teacher1'],
      reason: '',
      ret: 'success',
    });
    expect((await world.post('chatroom_sanctions', { ...student, ...room })).json.code).toBe('NOT_ALLOWED');
  });

  describe('chatroom_announce', () => {
    const announce = (text: string, caller = teacher) =>
      world.post('chatroom_announce', { ...caller, ...room, text });
    const announced = async () => (await world.post('chatroom_announcement', { ...student, ...room })).json;
    const sent = () => world.upstream('/message/chatroom/publish.json');

    it('sends a message of the caller and keeps the text for those who come later', async () => {
      expect((await announce('十点上课\nRoom 8')).text).toBe('{"reason":"","ret":"success"}');
      const [message] = sent();
      expect(Object.fromEntries(message?.form ?? [])).toMatchObject({
        fromUserId: 'teacher1',
        toChatroomId: '2',
        objectName: 'RC:TxtMsg',
        content: '{"content":"十点上课\\nRoom 8","extra":""}',
      });
      await recreate();
      expect(await announced()).toEqual({
        text: '十点上课\nRoom 8',
        time: '2026-01-05T10:00:00.000',
        by: 'teacher1',
        reason: '',
        ret: 'success',
      });
    });

    it('sends the same announcement once within two minutes, and again after that', async () => {
      await announce('hello');
      await announce('hello');
      await announce('other');
      await announce('hello');
      expect(sent()).toHaveLength(3);
      await world.clock.advance(120_000);
      await announce('hello');
      expect(sent()).toHaveLength(4);
    });

    it('sends two at the same moment once', async () => {
      const answers = await Promise.all([announce('hello'), announce('hello')]);
      expect(sent()).toHaveLength(1);
      expect(answers.map(({ json }) => json.code ?? 'OK').sort()).toEqual(['OK', 'UPSTREAM_BUSY']);
    });

    it('does not send again by itself where the reply is lost; the same call does', async () => {
      world.emulator.arm({ name: 'reset-after-effect' }, { calls: 1 });
      expect((await lettingTimePass(world.clock, announce('hello'))).json.code).toBe('UPSTREAM_UNAVAILABLE');
      expect(sent()).toHaveLength(1);
      expect((await announce('hello')).status).toBe(200);
      expect(sent()).toHaveLength(2);
    });

    it('is withdrawn by an empty text, which sends nothing', async () => {
      await announce('hello');
      expect((await announce('')).status).toBe(200);
      expect(sent()).toHaveLength(1);
      expect(await announced()).toMatchObject({ text: '', time: null, by: null });
    });

    it('is for moderators alone', async () => {
      expect((await announce('hello', student)).json.code).toBe('NOT_ALLOWED');
      expect(sent()).toEqual([]);
      expect((await announced()).text).toBe('');
    });
  });

  describe('chatroom_assistants', () => {
    const appoint = (assistants: string, caller = teacher) =>
      world.post('chatroom_assistants', { ...caller, ...room, assistants });

    it('may moderate, and write in a silenced room, until they are dismissed', async () => {
      await world.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      expect((await appoint('student1')).json.assistants).toEqual(['student1']);
      expect(world.emulator.send('student1', '2', 'hello')).toBe(0);
      const muting = { ...student, ...room, user: 'student2', minutes: '1' };
      expect((await world.post('chatroom_mute', muting)).status).toBe(200);
      expect((await appoint('')).json.assistants).toEqual([]);
      expect(world.emulator.send('student1', '2', 'hello')).toBe(23408);
      expect((await world.post('chatroom_mute', muting)).json.code).toBe('NOT_ALLOWED');
    });

    it('cannot appoint others', async () => {
      await appoint('student1');
      expect((await appoint('student2', student)).json).toMatchObject({
        code: 'NOT_ALLOWED',
        reason: 'Only the creator of a chatroom or an admin may appoint its assistants.',
      });
    });

    it('are ten at most, and the parameter must be there', async () => {
      const names = Array.from({ length: 11 }, (_, index) => `assistant${index}`);
      expect((await appoint(names.join(','))).json.code).toBe('INVALID_PARAMETER');
      const { json } = await world.post('chatroom_assistants', { ...teacher, ...room });
      expect(json).toMatchObject({ code: 'INVALID_PARAMETER', reason: 'assistants is missing.' });
    });
  });

  describe('chatroom_members', () => {
    const members = (fields: Record<string, string>, caller = teacher) =>
      world.post('chatroom_members', { ...caller, ...room, ...fields });
    const joinAll = async () => {
      for (const name of ['student1', 'student2', '学生三']) {
        await world.post('chatroom_join', { ...as(name), ...room });
        await world.clock.advance(1_000);
      }
    };

    it('lists the members for moderators, by the names of their accounts', async () => {
      await joinAll();
      expect((await members({})).json).toEqual({
        age_ms: 0,
        count: 3,
        members: [
          { username: 'student1', time: '2026-01-05T10:00:00.000' },
          { username: 'student2', time: '2026-01-05T10:00:01.000' },
          { username: '学生三', time: '2026-01-05T10:00:02.000' },
        ],
        more: false,
        reason: '',
        ret: 'success',
      });
      expect((await members({ limit: '1', from: 'last' })).json).toMatchObject({
        members: [{ username: '学生三' }],
        more: true,
      });
      expect((await members({}, student)).json.code).toBe('NOT_ALLOWED');
    });

    it('counts for any user, and asks RongCloud once in five seconds, whoever asks', async () => {
      await joinAll();
      await world.clock.advance(5_000);
      world.emulator.calls.length = 0;
      const polls = await Promise.all(Array.from({ length: 20 }, () => members({ limit: '0' }, student)));
      expect(calls()).toEqual(['/chatroom/get.json']);
      expect(polls.every(({ status }) => status === 200)).toBe(true);
      await world.clock.advance(4_000);
      expect((await members({ limit: '0' }, student)).json).toMatchObject({ count: 3, age_ms: 4_000 });
      expect(calls()).toHaveLength(1);
    });

    it('counts none in a room that RongCloud has dropped, and does not recreate it', async () => {
      world.emulator.loseRoom('2');
      await world.clock.advance(5_000);
      expect((await members({ limit: '0' })).json.count).toBe(0);
      expect((await members({})).json).toMatchObject({ count: 0, members: [] });
      expect(world.emulator.rooms.has('2')).toBe(false);
    });

    it('answers the count that it has where RongCloud does not answer', async () => {
      await world.clock.advance(10_000);
      world.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
      const { json } = await lettingTimePass(world.clock, members({ limit: '0' }, student));
      expect(json).toMatchObject({ count: 0, ret: 'success' });
      expect(Number(json.age_ms)).toBeGreaterThanOrEqual(10_000);
    });
  });

  describe('chatroom_list', () => {
    it('lists the active rooms of a course, the newest last, in pages', async () => {
      await world.post('chatroom_create', { ...teacher, live_id: '9', name: 'other course' });
      await world.post('chatroom_destroy', { ...teacher, id: '3' });
      const list = async (fields: Record<string, string>) =>
        (await world.post('chatroom_list', { ...student, live_id: '1', ...fields })).json;
      const first = await list({ limit: '3' });
      expect(first).toEqual({
        items: [1, 2, 4].map((id) => ({
          chatroom_id: id,
          name: `demo${id}`,
          time: '2026-01-05T10:00:00.000',
        })),
        next: 4,
        reason: '',
        ret: 'success',
      });
      const second = await list({ limit: '3', after: String(first.next) });
      expect([second.items, second.next]).toMatchObject([[{ chatroom_id: 5 }, { chatroom_id: 6 }], null]);
      expect(await list({ live_id: 'none' })).toMatchObject({ items: [], next: null });
    });
  });
});
