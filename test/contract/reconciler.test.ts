import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lettingTimePass } from '../support/event-loop.ts';
import { course, startStillWorld, student, teacher } from './still-world.ts';

describe('the reconciler', () => {
  let world: Awaited<ReturnType<typeof startStillWorld>>;
  beforeEach(async () => {
    world = await startStillWorld();
  });
  afterEach(() => world.stop());

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

  it('does its work once where two runs begin at the same time', async () => {
    await world.post('chatroom_destroy', { ...teacher, id: '3' });
    await world.clock.advance(90_000);
    await Promise.all([world.reconcile(), world.reconcile()]);
    expect(world.upstream('/chatroom/destroy.json').length).toBe(2);
    expect(world.log.filter(({ run }) => run === 'reconcile')).toMatchObject([{ destroyed: 1, failed: 0 }]);
  });

  it('finishes a destroy that RongCloud did not answer; nobody joins meanwhile', async () => {
    world.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
    const destroy = world.post('chatroom_destroy', { ...teacher, id: '3' });
    await lettingTimePass(world.clock, destroy);
    expect((await destroy).json.code).toBe('UPSTREAM_UNAVAILABLE');
    expect((await world.post('chatroom_join', { ...student, id: '3' })).json.code).toBe('CHATROOM_DESTROYED');
    await world.clock.advance(90_000);
    await world.reconcile();
    expect(world.emulator.rooms.has('3')).toBe(false);
    expect((await world.row(3))?.state).toBe('DESTROYED');
  });

  it('gives a create up that nobody finished, also where it was made after all', async () => {
    world.emulator.arm({ name: 'server-error-after-effect' }, { calls: 2 });
    const create = world.post('chatroom_create', course);
    await lettingTimePass(world.clock, create);
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
