import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scheduled } from '../../functions/endpoints.ts';
import { create as createReconcile } from '../../functions/reconcile.ts';
import { chatroomStore } from '../../functions/shared/store/chatrooms.ts';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { startLocalWorld } from '../support/world.ts';

const teacher = { username: 'teacher1', password: '123456' };
const student = { username: 'student1', password: '123456' };
const course = { ...teacher, live_id: '9', name: 'Algebra' };

/** A service whose clock stands still until the test moves it; its reconciler runs when the test says so. */
async function setup(variables: Record<string, string> = {}) {
  const clock: ManualClock = manualClock();
  const world = await startLocalWorld({
    clock,
    variables,
    passwordCost: cheapPasswordCost,
    runsSchedules: false,
  });
  const { runtime } = world.service;
  const reconcile = createReconcile(runtime);
  return {
    ...world,
    clock,
    post: (path: string, fields: Record<string, string>) =>
      world.call(`/im/${path}`, { method: 'POST', body: new URLSearchParams(fields) }),
    row: (id: unknown) => chatroomStore(runtime).find(Number(id), clock.now() + 5_000),
    reconcile: () => reconcile({}, { getRemainingTimeInMillis: () => scheduled.reconcile.timeoutMs }),
    upstream: (path: string) => world.emulator.calls.filter((call) => call.path === path),
  };
}

describe('rooms', () => {
  let world: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    world = await setup();
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
      await untilAnswered(world.clock, failing);
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
      await untilAnswered(world.clock, create);
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
    world = await setup({ CREATE_REPEAT_SECONDS: '0' });
    const [first, second] = [
      await world.post('chatroom_create', course),
      await world.post('chatroom_create', course),
    ];
    expect([first.json.id, second.json.id]).toEqual([7, 8]);
  });

  describe('quotas', () => {
    it('MOST_CREATES_PER_MINUTE: 429 with Retry-After, no id taken, and fine again in the next minute', async () => {
      await world.stop();
      world = await setup({ MOST_CREATES_PER_MINUTE: '7' });
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

    it('MOST_LIVING_ROOMS: 429 until one of them is destroyed', async () => {
      await world.stop();
      world = await setup({ MOST_LIVING_ROOMS: '7' });
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
      world = await setup({ SERVER_JOIN: 'off' });
      expect((await world.post('chatroom_join', { ...student, id: '3' })).status).toBe(200);
      expect(world.upstream('/chatroom/join.json').length).toBe(0);
    });
  });

  describe('the reconciler', () => {
    it('destroys a second time after 90 seconds, which ends a room that came late', async () => {
      await world.post('chatroom_destroy', { ...teacher, id: '3' });
      expect((await world.row(3))?.state).toBe('DESTROYING');
      await world.clock.advance(89_000);
      await world.reconcile();
      expect((await world.row(3))?.state).toBe('DESTROYING');
      await world.clock.advance(1_000);
      await world.reconcile();
      expect((await world.row(3))?.state).toBe('DESTROYED');
      expect(world.upstream('/chatroom/destroy.json').length).toBe(2);
    });

    it('finishes a destroy that RongCloud did not answer; nobody joins meanwhile', async () => {
      world.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
      const destroy = world.post('chatroom_destroy', { ...teacher, id: '3' });
      await untilAnswered(world.clock, destroy);
      expect((await destroy).json.code).toBe('UPSTREAM_UNAVAILABLE');
      expect((await world.post('chatroom_join', { ...student, id: '3' })).json.code).toBe(
        'CHATROOM_DESTROYED',
      );
      await world.clock.advance(90_000);
      await world.reconcile();
      expect(world.emulator.rooms.has('3')).toBe(false);
      expect((await world.row(3))?.state).toBe('DESTROYED');
    });

    it('gives a create up that nobody finished, also where it was made after all', async () => {
      world.emulator.arm({ name: 'server-error-after-effect' }, { calls: 2 });
      const create = world.post('chatroom_create', course);
      await untilAnswered(world.clock, create);
      expect((await create).json.code).toBe('UPSTREAM_UNAVAILABLE');
      expect(world.emulator.rooms.has('7')).toBe(true);
      await world.clock.advance(35_000);
      await world.reconcile();
      expect(world.emulator.rooms.has('7')).toBe(false);
      await world.clock.advance(90_000);
      await world.reconcile();
      expect((await world.row(7))?.state).toBe('DESTROYED');
      expect((await world.post('chatroom_query', { ...teacher, id: '7' })).json.code).toBe(
        'CHATROOM_DESTROYED',
      );
    });

    it('tells once a day how many rooms RongCloud has lost, and ends destroyed ones that it still has', async () => {
      await world.post('chatroom_destroy', { ...teacher, id: '1' });
      await world.clock.advance(90_000);
      await world.reconcile();
      await world.clock.advance(86_400_000);
      world.emulator.loseRoom('2');
      world.emulator.behave({ joinUnknown: 'creates' });
      world.emulator.join('student1', '1');
      await world.reconcile();
      expect(world.log.at(-1)).toEqual({
        run: 'reconcile',
        givenUp: 0,
        destroyed: 0,
        failed: 0,
        compareFrom: 7,
        comparedSince: world.clock.now(),
        compared: 6,
        lost: 1,
        undead: 1,
        lastId: 6,
      });
      expect(world.emulator.rooms.has('1')).toBe(false);
    });
  });
});

/** Lets a call that waits by the clock come to its end. */
async function untilAnswered(clock: ManualClock, call: Promise<unknown>): Promise<void> {
  let isAnswered = false;
  const answered = () => {
    isAnswered = true;
  };
  call.then(answered, answered);
  while (!isAnswered) {
    await clock.advance(50);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
