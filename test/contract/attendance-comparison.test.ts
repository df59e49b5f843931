import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { teacher } from '../support/test-service.ts';
import { startOnManualClock } from './manual-clock-service.ts';
import { room } from './start-class.ts';

/** Room 2 was created at 10:00:00 on Asia/Shanghai's clocks, where the clock stands until a test moves it. */
describe('the comparison of attendance with RongCloud’s members', () => {
  let service: Awaited<ReturnType<typeof startOnManualClock>>;
  let callbackUrl: string;
  beforeEach(async () => {
    service = await startOnManualClock({}, { sendsCallbacks: true });
    await service.addUser({ username: 'student2' }, '123456');
    ({ callbackUrl } = service.emulator.behaviour);
    service.emulator.calls.length = 0;
  });
  afterEach(() => service.stop());

  const { id } = room;
  const minutes = async (count: number) => {
    await service.emulator.callbacksSent();
    await service.clock.advance(count * 60_000);
  };
  /** Runs without callbacks. */
  const unreported = (happen: () => void) => {
    service.emulator.behave({ callbackUrl: '' });
    happen();
    service.emulator.behave({ callbackUrl });
  };
  const join = (username: string) => expect(service.emulator.join(rongCloudUserId(username), id)).toBe(0);
  const attendance = async (fields: Record<string, string> = {}) => {
    await service.emulator.callbacksSent();
    return (await service.post('chatroom_attendance', { ...teacher, id, ...fields })).json;
  };
  const compare = async () => {
    await service.reconcile();
    return service.log.at(-1);
  };

  it('finds nothing if every callback came, and asks for no list', async () => {
    join('student1');
    await minutes(20);
    expect(await compare()).toMatchObject({ compared: 6, unreported: 0 });
    expect(service.calls().filter((path) => path !== '/chatroom/get.json')).toEqual([
      '/chatroom/users/exist.json',
    ]);
    expect(await attendance()).toMatchObject({ complete: true, items: [{ seconds: 1_201, present: true }] });
  });

  it('ends the visit of a user whose leave was not reported', async () => {
    join('student1');
    await minutes(20);
    unreported(() => service.emulator.leave('student1', id));
    await minutes(10);
    expect(await compare()).toMatchObject({ unreported: 1 });
    await minutes(30);
    expect(await attendance()).toMatchObject({
      complete: false,
      items: [{ username: 'student1', seconds: 1_800, visits: 1, present: false }],
    });
  });

  it('counts a user whose join was not reported from the time that RongCloud has', async () => {
    unreported(() => join('student1'));
    await minutes(20);
    expect(await compare()).toMatchObject({ unreported: 1 });
    await minutes(10);
    expect(await attendance()).toMatchObject({
      complete: false,
      items: [{ username: 'student1', first: '2026-01-05T10:00:00.000', visits: 1, present: true }],
    });
  });

  it('ignores a join of the last six minutes, whose callback may be late', async () => {
    join('student1');
    await minutes(10);
    unreported(() => join('student2'));
    await minutes(5);
    expect(await compare()).toMatchObject({ unreported: 0 });
    await minutes(30);
    expect(await compare()).toMatchObject({ unreported: 1 });
  });

  it('is corrected by a later callback', async () => {
    join('student1');
    await minutes(20);
    const sentAt = service.clock.now();
    unreported(() => service.emulator.leave('student1', id));
    await compare();
    const event = { chatRoomId: id, userIds: ['student1'], status: 1, type: 2, time: sentAt } as const;
    const late = service.emulator.callback(callbackUrl, { events: [event] });
    expect((await fetch(late.url, late)).status).toBe(200);
    expect(await attendance()).toMatchObject({ complete: true, items: [{ seconds: 1_200, present: false }] });
  });

  it('ends every visit of a room that RongCloud lacks, if no callback reported so', async () => {
    join('student1');
    await minutes(20);
    unreported(() => service.emulator.loseRoom(id));
    await minutes(10);
    expect(await compare()).toMatchObject({ missing: 1, unreported: 1 });
    await minutes(30);
    // Found once: the alarm does not ring again for a room that nobody joins.
    expect(await compare()).toMatchObject({ missing: 1, unreported: 0 });
    expect(await attendance()).toMatchObject({
      complete: false,
      items: [{ seconds: 1_800, present: false }],
    });
  });

  it('stores nothing of a room whose drop was reported', async () => {
    join('student1');
    await minutes(20);
    service.emulator.loseRoom(id);
    await minutes(10);
    expect(await compare()).toMatchObject({ missing: 1, unreported: 0 });
    expect(await attendance()).toMatchObject({ complete: true, items: [{ seconds: 1_200, present: false }] });
  });

  it('leaves a room out whose callbacks were off at its creation', async () => {
    unreported(() => {
      for (let pupil = 0; pupil < 3; pupil += 1) service.emulator.join(`pupil${pupil}`, id);
    });
    const row = { ...teacher, live_id: '9', name: 'Algebra' };
    service.emulator.behave({ callbackUrl: '' });
    const { json } = await service.post('chatroom_create', row);
    service.emulator.join('student1', String(json.id));
    await minutes(20);
    expect(await compare()).toMatchObject({ compared: 7, unreported: 3 });
  });

  it('goes on with the other rooms if RongCloud refuses to compare one', async () => {
    join('student1');
    await minutes(20);
    service.emulator.arm({ name: 'rate-limited' }, { calls: 100 }, { path: '/chatroom/users/exist.json' });
    expect(await compare()).toMatchObject({ compared: 6, unreported: 0 });
  });

  it('calls the whole room incomplete if RongCloud cannot list all of its members', async () => {
    join('student2');
    unreported(() => {
      for (let pupil = 0; pupil < 1_100; pupil += 1) service.emulator.join(`pupil${pupil}`, id);
    });
    await minutes(20);
    // The first 500 with student2 among them, the last 500, and the room itself.
    expect(await compare()).toMatchObject({ unreported: 1_000 });
    // A page with only student2, of whom nothing is missing: the same letters, so the same part of the table.
    const page = { after: 'stduent2', limit: '1' };
    expect(await attendance(page)).toMatchObject({ complete: false, items: [{ username: 'student2' }] });
  });
});
