import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { rongCloudUserId } from '../../functions/auth/rongcloud-user-id.ts';
import { ChatroomStore } from '../../functions/dynamodb/chatrooms.ts';
import { localTableName } from '../../lib/local/dynamodb.ts';
import { attendanceCsv } from '../../lib/operator/attendance-csv.ts';
import { UserDirectory } from '../../lib/users/directory.ts';
import type { AccountTables } from '../../lib/users/tables.ts';
import { student, teacher } from '../support/test-service.ts';
import { startOnManualClock } from './manual-clock-service.ts';
import { as, room } from './start-class.ts';

/** Room 2 was created at 10:00:00 on Asia/Shanghai's clocks, where the clock stands until a test moves it. */
describe('the attendance of a chatroom', () => {
  let service: Awaited<ReturnType<typeof startOnManualClock>>;
  beforeEach(async () => {
    service = await startOnManualClock({}, { sendsCallbacks: true });
    await service.addUser({ username: '学生三' }, '123456');
    await service.addUser({ username: 'admin1', role: 'admin' }, '123456');
  });
  afterEach(() => service.stop());

  const { id } = room;
  /** A callback in progress would time out if the clock moved. */
  const minutes = async (count: number) => {
    await service.emulator.callbacksSent();
    await service.clock.advance(count * 60_000);
  };
  const attendance = async (fields: Record<string, string> = {}, caller = teacher) => {
    await service.emulator.callbacksSent();
    return (await service.post('chatroom_attendance', { ...caller, id, ...fields })).json;
  };
  /** Joins as the app does: this service, then RongCloud. */
  const join = async (username: string) => {
    await service.post('chatroom_join', { ...as(username), id });
    expect(service.emulator.join(rongCloudUserId(username), id)).toBe(0);
  };

  it('counts the time of two visits, and none twice', async () => {
    await join('student1');
    await minutes(20);
    service.emulator.leave('student1', id);
    await minutes(5);
    await join('student1');
    await minutes(10);
    expect(await attendance()).toEqual({
      complete: true,
      items: [
        {
          username: 'student1',
          first: '2026-01-05T10:00:00.000',
          last: '2026-01-05T10:35:00.000',
          seconds: 1_800,
          visits: 2,
          present: true,
        },
      ],
      next: null,
      reason: '',
      ret: 'success',
    });
  });

  it('ends with the chatroom, and can be read after that', async () => {
    await join('student1');
    await minutes(45);
    await service.post('chatroom_destroy', { ...teacher, id });
    await minutes(60);
    expect(await attendance()).toMatchObject({
      complete: true,
      items: [{ last: '2026-01-05T10:45:00.000', seconds: 2_700, visits: 1, present: false }],
    });
  });

  it('goes on if RongCloud drops the chatroom and a join recreates it', async () => {
    await join('student1');
    await join('学生三');
    await minutes(30);
    service.emulator.loseRoom(id);
    await minutes(1);
    await join('student1');
    await minutes(29);
    const { items, complete } = await attendance();
    expect(complete).toBe(true);
    expect(items).toMatchObject([
      { username: 'student1', seconds: 3_600, visits: 1, present: true },
      { username: '学生三', seconds: 1_800, visits: 1, present: false },
    ]);
  });

  it('ends a visit if RongCloud removes a crashed app, or a moderator kicks', async () => {
    await join('student1');
    await minutes(10);
    await service.post('chatroom_kick', { ...teacher, id, user: 'student1', minutes: '5' });
    await minutes(10);
    expect(await attendance()).toMatchObject({ items: [{ seconds: 600, present: false }] });
  });

  it('is for moderators alone, in pages', async () => {
    await join('student1');
    await join('学生三');
    await join('admin1');
    expect(await attendance({}, student)).toMatchObject({ code: 'NOT_ALLOWED' });
    const admin = { username: 'admin1', password: '123456' };
    const names: unknown[] = [];
    let after: Record<string, string> = {};
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, next } = await attendance({ limit: '1', ...after }, admin);
      names.push(...(items as { username: string }[]).map(({ username }) => username));
      after = { after: String(next) };
      if (pages === 2) expect(next).toBeNull();
    }
    expect(names.sort()).toEqual(['admin1', 'student1', '学生三']);
  });

  it('is not complete if the callback of the chatroom’s creation never came', async () => {
    service.emulator.behave({ callbackUrl: '' });
    const { json } = await service.post('chatroom_create', { ...teacher, live_id: '9', name: 'Algebra' });
    expect(await attendance({ id: String(json.id) })).toMatchObject({ complete: false, items: [] });
  });

  it('forgets a user whose account is removed, and nobody else', async () => {
    await service.addUser({ username: 'student10' }, '123456');
    await join('student1');
    await join('student10');
    await service.emulator.callbacksSent();
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: service.deps.environment.AWS_ENDPOINT_URL_DYNAMODB,
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      }),
    );
    onTestFinished(() => client.destroy());
    await new UserDirectory({ client, tableName: localTableName } as AccountTables).remove('student1');
    const events = (await service.items('attendance')).map(({ event }) => String(event).split(' ')[0]);
    expect(events.includes('student1')).toBe(false);
    expect(events.includes('student10')).toBe(true);
    expect((await service.items('users')).some(({ username }) => username === 'student1')).toBe(false);
  });

  it('is a CSV that a spreadsheet opens without surprises', async () => {
    const formulas = ['=1+1,"x"', '+1', '-1', ' @SUM', '＝1+1', '＋1', '－1', '＠1'];
    const values = ['007', '1,000', '10%', '3-12', '5月6日', '１２', '201601010001'];
    const names = [...formulas, ...values, '20160101', '2班小明'];
    for (const username of names) await service.addUser({ username }, '123456');
    for (const username of ['student1', ...names]) await join(username);
    await minutes(10);
    await service.post('chatroom_destroy', { ...teacher, id });
    await service.emulator.callbacksSent();
    const { deps } = service;
    expect((await attendanceCsv(deps.environment, 2)).text).toBe(
      [
        '\uFEFFusername,first,last,seconds,visits,present',
        ...[
          `' @SUM`,
          `'+1`,
          `'-1`,
          `'007`,
          `"'1,000"`,
          `'10%`,
          '20160101',
          `'201601010001`,
          '2班小明',
          `'3-12`,
          `'5月6日`,
          `"'=1+1,""x"""`,
          'student1',
          `'＋1`,
          `'－1`,
          `'１２`,
          `'＝1+1`,
          `'＠1`,
        ].map((name) => `${name},2026-01-05 10:00:00,2026-01-05 10:10:00,600,1,no`),
        '',
      ].join('\r\n'),
    );
    await new ChatroomStore(deps).giveUp(900, service.clock.now() + 5_000);
    for (const none of [900, 999]) {
      await expect(attendanceCsv(deps.environment, none)).rejects.toThrow(`there is no chatroom ${none}`);
    }
  });

  it('logs counts and no user', async () => {
    await join('student1');
    await attendance();
    const [line] = service.log.filter(({ callback }) => callback !== undefined);
    expect(line).toEqual({
      requestId: expect.any(String),
      callback: 'rongcloud-chatroom-status',
      status: 200,
      code: 'OK',
      ms: 0,
      events: 1,
      stored: 1,
    });
  });
});
