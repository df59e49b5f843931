import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
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

    it('finishes where RongCloud made the room, failed to say so, and refuses to make it twice', async () => {
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

    it('is another room once the two minutes are over', async () => {
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
    it('MAX_CREATES_PER_MINUTE: 429 with Retry-After, no id taken, and fine again in the next minute', async () => {
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

  describe('a room that RongCloud has lost', () => {
    it('is made again once, however many join at once', async () => {
      world.emulator.loseRoom('3');
      const before = world.upstream('/chatroom/create_new.json').length;
      const joins = await Promise.all(
        Array.from({ length: 20 }, () => world.post('chatroom_join', { ...student, id: '3' })),
      );
      expect(joins.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(world.upstream('/chatroom/create_new.json').length).toBe(before + 1);
    });

    it('is made again as it was', async () => {
      world.emulator.loseRoom('3');
      await world.post('chatroom_join', { ...student, id: '3' });
      expect(world.emulator.rooms.get('3')).toMatchObject({
        settings: { destroyType: 'idle', destroyMinutes: 10_080 },
      });
    });

    it('is lost by idleness alone after a week, and joined all the same', async () => {
      await world.clock.advance(7 * 86_400_000 + 60_000);
      expect(world.emulator.rooms.size).toBe(0);
      expect((await world.post('chatroom_join', { ...student, id: '3' })).status).toBe(200);
      expect([...world.emulator.rooms.keys()]).toEqual(['3']);
    });
  });

  describe('a key whose RongCloud has no server-side join', () => {
    it('joins by making sure of the room alone, and remembers it for a while', async () => {
      world.emulator.behave({ joinCall: 'absent' });
      const joins = [
        await world.post('chatroom_join', { ...student, id: '3' }),
        await world.post('chatroom_join', { ...student, id: '3' }),
      ];
      expect(joins.map(({ status }) => status)).toEqual([200, 200]);
      expect(world.upstream('/chatroom/join.json').length).toBe(1);
    });

    it('with SERVER_JOIN=off it is not asked', async () => {
      await world.stop();
      world = await startStillWorld({ SERVER_JOIN: 'off' });
      expect((await world.post('chatroom_join', { ...student, id: '3' })).status).toBe(200);
      expect(world.upstream('/chatroom/join.json').length).toBe(0);
    });
  });
});
