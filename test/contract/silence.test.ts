import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
import { student, teacher } from '../support/test-service.ts';
import { room, startClass } from './start-class.ts';

const minuteMs = 60_000;

describe('chatroom_silence', () => {
  let service: Awaited<ReturnType<typeof startClass>>;
  beforeEach(async () => {
    service = await startClass();
  });
  afterEach(() => service.stop());

  const upstreamRoom = () => service.emulator.rooms.get('2');

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
