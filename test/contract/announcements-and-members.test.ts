import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
import { student, teacher } from '../support/test-service.ts';
import { as, room, startClass } from './start-class.ts';

describe('announcements, assistants, members and lists', () => {
  let service: Awaited<ReturnType<typeof startClass>>;
  beforeEach(async () => {
    service = await startClass();
  });
  afterEach(() => service.stop());

  describe('chatroom_announce', () => {
    const announce = (text: string, caller = teacher) =>
      service.post('chatroom_announce', { ...caller, ...room, text });
    const announced = async () => (await service.post('chatroom_announcement', { ...student, ...room })).json;
    const sent = () => service.upstream('/message/chatroom/publish.json');

    it('sends a message of the caller and stores the text for users who join later', async () => {
      expect((await announce('十点上课\nRoom 8')).text).toBe('{"reason":"","ret":"success"}');
      const [message] = sent();
      expect(Object.fromEntries(message?.form ?? [])).toMatchObject({
        fromUserId: 'teacher1',
        toChatroomId: '2',
        objectName: 'RC:TxtMsg',
        content: '{"content":"十点上课\\nRoom 8","extra":""}',
      });
      await service.recreate();
      expect(await announced()).toEqual({
        text: '十点上课\nRoom 8',
        time: '2026-01-05T10:00:00.000',
        by: 'teacher1',
        reason: '',
        ret: 'success',
      });
    });

    it.each(['你', '😀'])('takes 1,000 characters %s, percent-encoded in a form', async (character) => {
      const text = character.repeat(1_000);
      expect((await announce(text)).status).toBe(200);
      expect((await announced()).text).toBe(text);
      expect((await announce(text + character)).json.code).toBe('INVALID_PARAMETER');
      expect((await announce('x'.repeat(17_000))).json.code).toBe('TOO_LARGE');
    });

    it('sends the same announcement once within two minutes, and again after that', async () => {
      await announce('hello');
      expect((await announce('hello')).status).toBe(200);
      await announce('other');
      await announce('hello');
      expect(sent()).toHaveLength(3);
      await service.clock.advance(119_999);
      await announce('hello');
      expect(sent()).toHaveLength(3);
      await service.clock.advance(1);
      await announce('hello');
      expect(sent()).toHaveLength(4);
      await announce('hello', as('admin1'));
      expect(sent()[4]?.form.get('fromUserId')).toBe('admin1');
    });

    it('sends two at the same moment once', async () => {
      const answers = await Promise.all([announce('hello'), announce('hello')]);
      expect(sent()).toHaveLength(1);
      expect(answers.map(({ json }) => json.code ?? 'OK').sort()).toEqual(['OK', 'UPSTREAM_BUSY']);
    });

    it('does not retry if the reply is lost; a repeated call does', async () => {
      service.emulator.arm({ name: 'reset-after-effect' }, { calls: 1 });
      expect((await lettingTimePass(service.clock, announce('hello'))).json.code).toBe(
        'UPSTREAM_UNAVAILABLE',
      );
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
      service.post('chatroom_assistants', { ...caller, ...room, assistants });

    it('may moderate, and write in a silenced room, until they are dismissed', async () => {
      await service.post('chatroom_silence', { ...teacher, ...room, silent: '1' });
      expect((await appoint('student1')).json.assistants).toEqual(['student1']);
      expect(service.emulator.send('student1', '2', 'hello')).toBe(0);
      const muting = { ...student, ...room, user: 'student2', minutes: '1' };
      expect((await service.post('chatroom_mute', muting)).status).toBe(200);
      expect((await appoint('')).json.assistants).toEqual([]);
      expect(service.emulator.send('student1', '2', 'hello')).toBe(23408);
      expect((await service.post('chatroom_mute', muting)).json.code).toBe('NOT_ALLOWED');
    });

    it('cannot appoint others', async () => {
      await appoint('student1');
      expect((await appoint('student2', student)).json).toMatchObject({
        code: 'NOT_ALLOWED',
        reason: 'Only the creator of a chatroom or an admin may appoint its assistants.',
      });
    });

    it('are at most ten, and the parameter is required', async () => {
      const names = Array.from({ length: 11 }, (_, index) => `assistant${index}`);
      expect((await appoint(names.join(','))).json.code).toBe('INVALID_PARAMETER');
      const { json } = await service.post('chatroom_assistants', { ...teacher, ...room });
      expect(json).toMatchObject({ code: 'INVALID_PARAMETER', reason: 'assistants is missing.' });
    });
  });

  describe('chatroom_members', () => {
    const members = (fields: Record<string, string>, caller = teacher) =>
      service.post('chatroom_members', { ...caller, ...room, ...fields });
    const joinAll = async () => {
      for (const name of ['student1', 'student2', '学生三']) {
        await service.post('chatroom_join', { ...as(name), ...room });
        await service.clock.advance(1_000);
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
      expect(service.upstream('/chatroom/user/query.json')[0]?.form.get('count')).toBe('100');
      expect((await members({ limit: '1', from: 'last' })).json).toMatchObject({
        members: [{ username: '学生三' }],
        more: true,
      });
      expect((await members({}, student)).json.code).toBe('NOT_ALLOWED');
    });

    it('counts for any user, and asks RongCloud once in five seconds for all callers', async () => {
      await joinAll();
      await service.clock.advance(5_000);
      service.emulator.calls.length = 0;
      const polls = await Promise.all(Array.from({ length: 20 }, () => members({ limit: '0' }, student)));
      expect(service.calls()).toEqual(['/chatroom/get.json']);
      expect(polls.every(({ status }) => status === 200)).toBe(true);
      await service.clock.advance(4_000);
      expect((await members({ limit: '0' }, student)).json).toMatchObject({
        count: 3,
        age_ms: 4_000,
        more: true,
      });
      expect(service.calls()).toHaveLength(1);
    });

    it('counts 0 in a room that RongCloud has dropped, and does not recreate it', async () => {
      service.emulator.loseRoom('2');
      await service.clock.advance(5_000);
      expect((await members({ limit: '0' })).json).toMatchObject({ count: 0, more: false });
      expect((await members({})).json).toMatchObject({ count: 0, members: [] });
      expect(service.emulator.rooms.has('2')).toBe(false);
    });

    it('returns the stored count if RongCloud does not reply', async () => {
      await service.clock.advance(10_000);
      service.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
      const { json } = await lettingTimePass(service.clock, members({ limit: '0' }, student));
      expect(json).toMatchObject({ count: 0, ret: 'success' });
      expect(Number(json.age_ms)).toBeGreaterThanOrEqual(10_000);
    });
  });

  describe('chatroom_list', () => {
    it('lists the active rooms of a course, the newest last, in pages', async () => {
      await service.post('chatroom_create', { ...teacher, live_id: '9', name: 'other course' });
      await service.post('chatroom_destroy', { ...teacher, id: '3' });
      const list = async (fields: Record<string, string>) =>
        (await service.post('chatroom_list', { ...student, live_id: '1', ...fields })).json;
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
      const rooms = Array.from({ length: 21 }, (_, index) => ({ live_id: '20', name: `room${index}` }));
      await Promise.all(rooms.map((one) => service.post('chatroom_create', { ...teacher, ...one })));
      const page = await list({ live_id: '20' });
      expect([Object(page.items).length, Object(page.items).at(-1).chatroom_id]).toEqual([20, page.next]);
    });
  });
});
