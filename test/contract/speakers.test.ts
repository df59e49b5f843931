import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { teacher } from '../support/test-service.ts';
import { as, room, startClass } from './start-class.ts';

const muted = 23408;
const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('speakers and moderators', () => {
  let service: Awaited<ReturnType<typeof startClass>>;
  beforeEach(async () => {
    service = await startClass();
  });
  afterEach(() => service.stop());

  const silence = (speakers: string) =>
    service.post('chatroom_silence', { ...teacher, ...room, silent: '1', speakers });
  const appoint = (assistants: string) =>
    service.post('chatroom_assistants', { ...teacher, ...room, assistants });
  const sanction = (kind: 'mute' | 'kick', user: string, minutes: string, by = 'teacher1') =>
    service.post(`chatroom_${kind}`, { ...as(by), ...room, user, minutes });
  const speakers = async () =>
    (await service.post('chatroom_sanctions', { ...teacher, ...room })).json.speakers;

  it.each([
    ['a comma of a Chinese keyboard', 'student1，student2'],
    ['blanks', ' student1 , student2 '],
    ['a blank before a JSON array', ' ["student1","student2"]'],
    ['the same name twice', 'student1,student2,student1'],
    ['the creator', 'teacher1,student1,student2'],
  ])('reads names with %s', async (_what, list) => {
    expect((await silence(list)).json.speakers).toEqual(['teacher1', 'student1', 'student2']);
  });

  it.each(['speakers[]', 'speakers[0]'])('refuses a list that a form spells %s', async (name) => {
    const { json } = await service.post('chatroom_silence', {
      ...teacher,
      ...room,
      silent: '1',
      [name]: 'student1',
    });
    expect([json.code, json.reason]).toEqual([
      'INVALID_PARAMETER',
      'speakers must be up to 20 usernames, separated by commas or as a JSON array of texts.',
    ]);
  });

  it('reads names of digits from a JSON body as numbers, and refuses a number that lost digits', async () => {
    await service.addUser({ username: '20160101' }, '123456');
    const call = (speakers: string) =>
      service.call('/im/chatroom_silence', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"username":"teacher1","password":"123456","id":2,"silent":1,"speakers":[${speakers}]}`,
      });
    expect((await call('20160101')).json.speakers).toEqual(['teacher1', '20160101']);
    for (const wrong of ['9007199254740993', '1.5', 'null', '["student1"]', '""']) {
      expect((await call(wrong)).json.code).toBe('INVALID_PARAMETER');
    }
  });

  it.each(['mute', 'kick'] as const)('a %s ends the exception of a speaker', async (kind) => {
    await silence('student1,student2');
    expect((await sanction(kind, 'student1', '10')).status).toBe(200);
    expect(service.emulator.send('student1', '2', 'hello')).toBe(muted);
    expect(service.emulator.send('student2', '2', 'hello')).toBe(0);
    expect(await speakers()).toEqual(['teacher1', 'student2']);
    await service.recreate();
    expect(service.emulator.send('student1', '2', 'hello')).toBe(muted);
  });

  it.each(['mute', 'kick'] as const)('a later silence leaves a user out while a %s lasts', async (kind) => {
    await sanction(kind, 'student1', '10');
    expect((await silence('student1,student2')).json.speakers).toEqual(['teacher1', 'student2']);
    expect(service.emulator.send('student1', '2', 'hello')).toBe(muted);
    await service.clock.advance(10 * 60_000);
    expect((await silence('student1,student2')).json.speakers).toEqual(['teacher1', 'student1', 'student2']);
  });

  it('a lifted mute leaves the speakers as they are', async () => {
    await silence('student1');
    await sanction('mute', 'student1', '0');
    expect(await speakers()).toEqual(['teacher1', 'student1']);
    expect(service.emulator.send('student1', '2', 'hello')).toBe(0);
  });

  it('an assistant is not muted or kicked, until the creator ends the appointment', async () => {
    await appoint('student1,student2');
    expect((await sanction('kick', 'student1', '10', 'student2')).json).toMatchObject({
      code: 'NOT_ALLOWED',
      reason: 'The creator of a chatroom, its assistants and admins cannot be muted or kicked.',
    });
    expect((await sanction('mute', 'student1', '10')).json.code).toBe('NOT_ALLOWED');
    expect(service.calls()).toEqual([]);
    await appoint('student2');
    expect((await sanction('kick', 'student1', '10', 'student2')).status).toBe(200);
    expect((await sanction('kick', 'student1', '0', 'student1')).json.code).toBe('NOT_ALLOWED');
  });

  it('a sanction from before an appointment can be lifted', async () => {
    await sanction('kick', 'student1', '10');
    await appoint('student1');
    expect((await sanction('kick', 'student1', '0')).json).toMatchObject({ ret: 'success', until: null });
    expect((await service.post('chatroom_join', { ...as('student1'), ...room })).status).toBe(200);
  });

  it('a silence and an appointment at once make at most 20 speakers, so that the room can be recreated', async () => {
    for (const username of [...names('speaker', 19), ...names('helper', 10)]) {
      await service.addUser({ username }, '123456');
    }
    const [silenced, appointed] = await Promise.all([
      silence(String(names('speaker', 19))),
      appoint(String(names('helper', 10))),
    ]);
    expect([silenced.json.code, appointed.json.code].filter((code) => code !== undefined)).toEqual([
      'INVALID_PARAMETER',
    ]);
    await service.recreate();
  });
});
