import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHandler as createJoin } from '../../functions/chatroom-join.ts';
import { functionTimeoutMs } from '../../functions/contract/limits.ts';
import { chatroomStore } from '../../functions/dynamodb/chatrooms.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { eventOf } from '../support/gateway-call.ts';
import { course, startStillWorld, student, teacher } from './still-world.ts';

describe('rooms', () => {
  let world: Awaited<ReturnType<typeof startStillWorld>>;
  beforeEach(async () => {
    world = await startStillWorld();
  });
  afterEach(() => world.stop());

  describe('a create repeated within two minutes', () => {
    it('answers the same id and makes one room', async () => {
      const first = await world.post('chatroom_create', course);
      await world.clock.advance(119_000);
      const second = await world.post('chatroom_create', course);
      expect(second.text).toBe(first.text);
      expect(world.emulator.rooms.size).toBe(7);
    });

    it('answers the same id when both run at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => world.post('chatroom_create', course)),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[0]?.status).toBe(200);
      expect(world.emulator.rooms.size).toBe(7);
    });

    it('finishes the one that RongCloud failed', async () => {
      world.emulator.arm({ name: 'server-error', status: 500 }, { calls: 2 });
      const failing = world.post('chatroom_create', course);
      await lettingTimePass(world.clock, failing);
      const second = await world.post('chatroom_create', course);
      expect([(await failing).json.code, second.text]).toEqual([
        'UPSTREAM_UNAVAILABLE',
        '{"reason":"","id":7,"ret":"success"}',
      ]);
    });

    it('finishes if RongCloud created the room without a reply and refuses to create it twice', async () => {
      world.emulator.behave({ createExisting: 'refused' });
      world.emulator.arm({ name: 'server-error-after-effect' });
      const create = world.post('chatroom_create', course);
      await lettingTimePass(world.clock, create);
      expect((await create).text).toBe('{"reason":"","id":7,"ret":"success"}');
    });

    it.each([
      ['another name', { ...course, name: 'Geometry' }],
      ['another course', { ...course, live_id: '10' }],
      ['another user', { ...course, ...student }],
    ])('is another room with %s', async (_what, other) => {
      const first = await world.post('chatroom_create', course);
      const second = await world.post('chatroom_create', other);
      expect([first.json.id, second.json.id]).toEqual([7, 8]);
    });

    it('is another room after the first was destroyed', async () => {
      const { json } = await world.post('chatroom_create', course);
      await world.post('chatroom_destroy', { ...teacher, id: String(json.id) });
      expect((await world.post('chatroom_create', course)).json.id).toBe(8);
    });

    it('is another room after two minutes', async () => {
      await world.post('chatroom_create', course);
      await world.clock.advance(120_000);
      expect((await world.post('chatroom_create', course)).json.id).toBe(8);
    });
  });

  it('with CREATE_REPEAT_SECONDS=0 each create is a room of its own', async () => {
    await world.stop();
    world = await startStillWorld({ CREATE_REPEAT_SECONDS: '0' });
    const [first, second] = [
      await world.post('chatroom_create', course),
      await world.post('chatroom_create', course),
    ];
    expect([first.json.id, second.json.id]).toEqual([7, 8]);
  });

  describe('quotas', () => {
    it('MAX_CREATES_PER_MINUTE: 429 with Retry-After and no id taken; succeeds in the next minute', async () => {
      await world.stop();
      world = await startStillWorld({ MAX_CREATES_PER_MINUTE: '7' });
      await world.post('chatroom_create', course);
      const refused = await world.post('chatroom_create', { ...course, name: 'one more' });
      const repeated = await world.post('chatroom_create', course);
      expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([
        429,
        'TOO_MANY_REQUESTS',
        '60',
      ]);
      expect(repeated.json.id).toBe(7);
      await world.clock.advance(60_000);
      expect((await world.post('chatroom_create', { ...course, name: 'one more' })).json.id).toBe(8);
    });

    it('MAX_ACTIVE_ROOMS: 429 until one of them is destroyed', async () => {
      await world.stop();
      world = await startStillWorld({ MAX_ACTIVE_ROOMS: '7' });
      await world.post('chatroom_create', course);
      const refused = await world.post('chatroom_create', { ...course, name: 'one more' });
      await world.post('chatroom_destroy', { ...teacher, id: '1' });
      const allowed = await world.post('chatroom_create', { ...course, name: 'one more' });
      expect([refused.status, refused.json.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
      expect(allowed.json.id).toBe(8);
    });
  });

  it('does not count a create that failed at RongCloud as an active room', async () => {
    await world.stop();
    world = await startStillWorld({ MAX_ACTIVE_ROOMS: '7' });
    world.emulator.arm({ name: 'server-error', status: 500 }, { calls: 2 });
    const failing = world.post('chatroom_create', course);
    await lettingTimePass(world.clock, failing);
    const other = await world.post('chatroom_create', { ...course, name: 'one more' });
    expect([(await failing).json.code, other.json.id]).toEqual(['UPSTREAM_UNAVAILABLE', 8]);
  });

  it('gives idempotency records and quotas a TTL in seconds', async () => {
    // The world begins at 2026-01-05 02:00:00 UTC.
    await world.post('chatroom_create', course);
    const records = await world.items('creations');
    const quotas = await world.items('quotas');
    expect(new Set(records.map(({ expiresAt }) => expiresAt))).toEqual(new Set([1_767_578_520]));
    expect(new Set(quotas.map(({ expiresAt }) => expiresAt))).toEqual(new Set([1_767_578_520]));
  });

  const join = (id = '3') => world.post('chatroom_join', { ...student, id });
  const calls = () => world.emulator.calls.map(({ path }) => path);
  /** Another Lambda environment: it shares the tables and nothing else. */
  const joinElsewhere = async (id = '3') => {
    const handler = createJoin({ ...world.service.runtime });
    const reply = await handler(eventOf('chatroom-join', { ...student, id }), {
      getRemainingTimeInMillis: () => 10_000,
    });
    return reply.statusCode;
  };
  /** The demo rooms were created when the world began; RongCloud ends them after a week without use. */
  const weekMs = 7 * 86_400_000;
  const tenMinutesMs = 600_000;
  /** For a slow machine. */
  const longWait = { timeout: 15_000 };
  const restart = async (variables: Record<string, string>) => {
    await world.stop();
    world = await startStillWorld(variables);
    world.emulator.calls.length = 0;
  };

  describe('a join without RongCloud’s server-side join', () => {
    beforeEach(() => restart({ SERVER_JOIN: 'off' }));

    it('does not call RongCloud until ten minutes before the room can have ended', async () => {
      await world.clock.advance(weekMs - tenMinutesMs - 1);
      expect((await join()).status).toBe(200);
      expect(calls()).toEqual([]);
      await world.clock.advance(1);
      expect((await join()).status).toBe(200);
      expect(calls()).toEqual(['/chatroom/get.json']);
    });

    it('checks an old room once a minute, even if several users join', async () => {
      await world.clock.advance(weekMs - tenMinutesMs);
      await join();
      await world.clock.advance(59_999);
      expect([await joinElsewhere(), calls()]).toEqual([200, ['/chatroom/get.json']]);
      await world.clock.advance(1);
      expect([await joinElsewhere(), calls().length]).toEqual([200, 2]);
    });

    it('recreates an idle room once when several users join at once', async () => {
      await world.clock.advance(weekMs + 60_000);
      expect(world.emulator.rooms.size).toBe(0);
      const joins = Promise.all(Array.from({ length: 20 }, () => join()));
      await vi.waitFor(
        async () => expect((await world.row(3))?.aliveUntil).toBe(world.clock.now() + weekMs - tenMinutesMs),
        longWait,
      );
      const answers = await lettingTimePass(world.clock, joins);
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(calls()).toEqual(['/chatroom/get.json', '/chatroom/create_new.json']);
      expect(world.emulator.rooms.get('3')).toMatchObject({
        settings: { destroyType: 'idle', destroyMinutes: 10_080 },
      });
    });

    it('trusts a recreated room for as long as a new one', async () => {
      await world.clock.advance(weekMs + 60_000);
      await join();
      await world.clock.advance(weekMs - tenMinutesMs - 1);
      world.emulator.calls.length = 0;
      expect([(await join()).status, calls()]).toEqual([200, []]);
    });

    it('waits 1.5 s for a check in progress, and then trusts the room', async () => {
      await world.clock.advance(weekMs - tenMinutesMs);
      const row = await world.row(3);
      const given = { token: 'of another', seenAliveUntil: row?.aliveUntil ?? 0 };
      await chatroomStore(world.service.runtime).change(3, 'beginCheck', given, world.clock.now() + 5_000);
      const before = world.clock.now();
      const answer = await lettingTimePass(world.clock, join());
      expect([answer.status, world.clock.now() - before, calls()]).toEqual([200, 1_500, []]);
    });

    it('checks again after the lease of a crashed check, which is longer than a function runs', async () => {
      await world.clock.advance(weekMs + 60_000);
      const row = await world.row(3);
      const given = { token: 'of another', seenAliveUntil: row?.aliveUntil ?? 0 };
      await chatroomStore(world.service.runtime).change(3, 'beginCheck', given, world.clock.now() + 5_000);
      await world.clock.advance(functionTimeoutMs);
      await lettingTimePass(world.clock, join());
      expect(calls()).toEqual([]);
      await world.clock.advance(2_000);
      await join();
      expect(calls()).toEqual(['/chatroom/get.json', '/chatroom/create_new.json']);
    });

    it('is retried by the next caller at once if RongCloud failed', async () => {
      await world.clock.advance(weekMs - tenMinutesMs);
      world.emulator.arm({ name: 'server-error', status: 500 }, { calls: 2 });
      const failing = join();
      await lettingTimePass(world.clock, failing);
      expect([(await failing).json.code, (await join()).status]).toEqual(['UPSTREAM_UNAVAILABLE', 200]);
    });
  });

  describe('a join with RongCloud’s server-side join', () => {
    beforeEach(() => restart({}));

    it('is one call, which also checks the room', async () => {
      await world.clock.advance(weekMs - 1);
      expect([(await join()).status, calls()]).toEqual([200, ['/chatroom/join.json']]);
      expect(world.emulator.rooms.get('3')?.members.has('student1')).toBe(true);
    });

    it('recreates a missing room once when several users join at once', async () => {
      world.emulator.loseRoom('3');
      const before = await world.row(3);
      await world.clock.advance(1_000);
      const joins = Promise.all(Array.from({ length: 20 }, () => join()));
      await vi.waitFor(
        async () => expect((await world.row(3))?.aliveUntil).not.toBe(before?.aliveUntil),
        longWait,
      );
      const answers = await lettingTimePass(world.clock, joins);
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(world.upstream('/chatroom/create_new.json')).toHaveLength(1);
      expect(world.upstream('/chatroom/get.json')).toHaveLength(0);
    });

    it('fails if RongCloud lacks the room again right after its recreation', async () => {
      world.emulator.loseRoom('3');
      world.emulator.arm({ name: 'room-lost' }, { calls: 100 }, { path: '/chatroom/join.json' });
      const answer = await join();
      expect([answer.json.code, answer.headers.get('retry-after')]).toEqual(['UPSTREAM_UNAVAILABLE', '1']);
    });
  });

  describe('a key whose RongCloud has no server-side join', () => {
    beforeEach(async () => {
      await restart({});
      world.emulator.behave({ joinCall: 'absent' });
    });

    it('is tried once for a room, and again after a day: the row records it for all environments', async () => {
      expect([await joinElsewhere(), await joinElsewhere(), (await join()).status]).toEqual([200, 200, 200]);
      expect(calls()).toEqual(['/chatroom/join.json']);
      await world.clock.advance(86_400_000);
      expect([await joinElsewhere(), calls().length]).toEqual([200, 2]);
    });

    it('has its rooms checked and recreated as without the call', async () => {
      await world.clock.advance(weekMs + 60_000);
      expect([await joinElsewhere(), calls()]).toEqual([
        200,
        ['/chatroom/join.json', '/chatroom/get.json', '/chatroom/create_new.json'],
      ]);
    });

    it('fails a join under SERVER_JOIN=on', async () => {
      await restart({ SERVER_JOIN: 'on' });
      world.emulator.behave({ joinCall: 'absent' });
      expect((await join()).json.code).toBe('UPSTREAM_REJECTED');
    });
  });
});
