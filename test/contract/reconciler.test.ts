import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reconcilerState } from '../../functions/dynamodb/reconciler-state.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { student, teacher } from '../support/test-service.ts';
import { course, startOnManualClock } from './manual-clock-service.ts';

describe('the reconciler', () => {
  let service: Awaited<ReturnType<typeof startOnManualClock>>;
  beforeEach(async () => {
    service = await startOnManualClock();
    // The first pass of the drift check is over.
    await service.reconcile();
    service.emulator.calls.length = 0;
  });
  afterEach(() => service.stop());

  describe('of destroyed rooms', () => {
    it('destroys again after 90 seconds, which ends a room that a late create made', async () => {
      await service.post('chatroom_destroy', { ...teacher, id: '3' });
      await service.clock.advance(89_000);
      await service.reconcile();
      expect((await service.row(3))?.state).toBe('DESTROYING');
      await service.clock.advance(1_000);
      await service.reconcile();
      expect((await service.row(3))?.state).toBe('DESTROYED');
      expect(service.calls()).toEqual(['/chatroom/destroy.json', '/chatroom/destroy.json']);
    });

    it('destroys once if two runs start at the same time', async () => {
      await service.post('chatroom_destroy', { ...teacher, id: '3' });
      await service.clock.advance(90_000);
      await Promise.all([service.reconcile(), service.reconcile()]);
      expect(service.calls()).toEqual(['/chatroom/destroy.json', '/chatroom/destroy.json']);
      const runs = service.log.filter(({ run }) => run === 'reconcile');
      expect(runs.slice(1)).toMatchObject([{ destroyed: 1, failed: 0 }]);
    });

    it('finishes a destroy without a reply of RongCloud; nobody can join meanwhile', async () => {
      service.emulator.arm({ name: 'server-error', status: 503 }, { calls: 2 });
      const destroy = service.post('chatroom_destroy', { ...teacher, id: '3' });
      await lettingTimePass(service.clock, destroy);
      expect((await destroy).json.code).toBe('UPSTREAM_UNAVAILABLE');
      expect((await service.post('chatroom_join', { ...student, id: '3' })).json.code).toBe(
        'CHATROOM_DESTROYED',
      );
      await service.clock.advance(90_000);
      await service.reconcile();
      expect(service.emulator.rooms.has('3')).toBe(false);
      expect((await service.row(3))?.state).toBe('DESTROYED');
    });

    it('leaves a room to the next run if there is little time left', async () => {
      await service.post('chatroom_destroy', { ...teacher, id: '3' });
      await service.clock.advance(90_000);
      service.emulator.calls.length = 0;
      // One second is reserved for the last write, and a room may take seven.
      await service.reconcile(7_999);
      expect([service.calls(), (await service.row(3))?.state]).toEqual([[], 'DESTROYING']);
      await service.reconcile(8_000);
      expect([service.calls(), (await service.row(3))?.state]).toEqual([
        ['/chatroom/destroy.json'],
        'DESTROYED',
      ]);
    });
  });

  it('runs 55 seconds after a run that crashed began', async () => {
    const { deps } = service;
    await reconcilerState(deps).begin('crashed', service.clock.now() + 5_000);
    const runs = () => service.log.filter(({ run }) => run === 'reconcile').length;
    const before = runs();
    await service.clock.advance(55_000);
    await service.reconcile();
    expect(runs()).toBe(before);
    await service.clock.advance(1);
    await service.reconcile();
    expect(runs()).toBe(before + 1);
  });

  it('does not touch a room in an unknown state of a later version, and every call gets UNAVAILABLE', async () => {
    await service.post('chatroom_destroy', { ...teacher, id: '3' });
    await service.change('chatrooms', { chatroomId: 3 }, { state: 'ARCHIVED' });
    await service.clock.advance(90_000);
    service.emulator.calls.length = 0;
    await service.reconcile();
    expect(service.calls()).toEqual([]);
    for (const path of ['chatroom_query', 'chatroom_join', 'chatroom_destroy']) {
      const { status, json, headers } = await service.post(path, { ...teacher, id: '3' });
      expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'UNAVAILABLE', '1']);
    }
    expect(service.calls()).toEqual([]);
    expect((await service.items('chatrooms')).find(({ chatroomId }) => chatroomId === 3)?.state).toBe(
      'ARCHIVED',
    );
  });

  describe('of creates', () => {
    /** RongCloud creates room 7 and never replies. */
    const leaveHalfCreated = async () => {
      service.emulator.arm({ name: 'server-error-after-effect' }, { calls: 2 });
      const create = service.post('chatroom_create', course);
      await lettingTimePass(service.clock, create);
      expect([(await create).json.code, service.emulator.rooms.has('7')]).toEqual([
        'UPSTREAM_UNAVAILABLE',
        true,
      ]);
    };

    it('gives up an unfinished create 35 s after it was first seen', async () => {
      await leaveHalfCreated();
      await service.clock.advance(60_000);
      await service.reconcile();
      await service.clock.advance(34_000);
      await service.reconcile();
      expect(await service.row(7)).toBeUndefined();
      await service.clock.advance(1_000);
      await service.reconcile();
      expect([(await service.row(7))?.state, service.log.at(-1)]).toEqual([
        'DESTROYING',
        expect.objectContaining({ givenUp: 1 }),
      ]);
      await service.clock.advance(90_000);
      await service.reconcile();
      expect([(await service.row(7))?.state, service.emulator.rooms.has('7')]).toEqual(['DESTROYED', false]);
    });

    it('answers CHATROOM_NOT_FOUND for an id that was given up; repeating its create makes another room', async () => {
      await leaveHalfCreated();
      for (const ms of [60_000, 35_000]) {
        await service.clock.advance(ms);
        await service.reconcile();
      }
      const id = '7';
      const answers = [
        await service.post('chatroom_query', { ...teacher, id }),
        await service.post('chatroom_join', { ...student, id }),
        await service.post('chatroom_destroy', { ...teacher, id }),
      ];
      expect(answers.map(({ json }) => json.code)).toEqual(Array(3).fill('CHATROOM_NOT_FOUND'));
      expect((await service.post('chatroom_create', course)).json.id).toBe(8);
    });

    it('begins with FIRST_ROOM_ID', async () => {
      await service.stop();
      service = await startOnManualClock({ FIRST_ROOM_ID: '1000000' });
      await service.post('chatroom_create', course);
      for (const ms of [0, 60_000, 60_000]) {
        await service.clock.advance(ms);
        await service.reconcile();
      }
      expect(service.log.at(-1)).toMatchObject({ run: 'reconcile', givenUp: 0 });
    });
  });

  describe('of drift', () => {
    const passMs = 1_800_000;

    it('checks each active room every half hour, and no other', async () => {
      await service.post('chatroom_destroy', { ...teacher, id: '1' });
      await service.clock.advance(90_000);
      await service.reconcile();
      service.emulator.calls.length = 0;
      await service.clock.advance(passMs - 100_000);
      await service.reconcile();
      expect(service.calls()).toEqual([]);
      await service.clock.advance(10_000);
      await service.reconcile();
      expect(service.upstream('/chatroom/get.json').map(({ form }) => form.get('chatroomId'))).toEqual(
        expect.arrayContaining(['2', '3', '4', '5', '6']),
      );
      expect(service.calls()).toHaveLength(5);
    });

    it('asks for one room in a quarter of a second', async () => {
      await service.clock.advance(passMs);
      await service.reconcile();
      const times = service.upstream('/chatroom/get.json').map(({ at }) => at);
      const pauses = times.slice(1).map((at, index) => at - Number(times[index]));
      expect(pauses).toEqual(Array(5).fill(250));
    });

    it('finds a room that was ended in the console: the next join recreates it', async () => {
      service.emulator.behave({ joinCall: 'absent' });
      service.emulator.loseRoom('2');
      await service.clock.advance(passMs);
      await service.reconcile();
      expect(service.log.at(-1)).toEqual({
        run: 'reconcile',
        givenUp: 0,
        destroyed: 0,
        controlled: 0,
        failed: 0,
        compared: 6,
        missing: 1,
        unreported: 0,
        lastId: 6,
      });
      expect((await service.post('chatroom_join', { ...student, id: '2' })).status).toBe(200);
      expect(service.emulator.rooms.has('2')).toBe(true);
    });

    it('stops if RongCloud is busy, and continues from there in the next run', async () => {
      await service.clock.advance(passMs);
      // The call and its one retry, in the next second.
      service.emulator.arm({ name: 'rate-limited' }, { calls: 2 });
      await service.reconcile();
      expect(service.calls()).toEqual(['/chatroom/get.json', '/chatroom/get.json']);
      await service.clock.advance(60_000);
      await service.reconcile();
      expect(service.calls()).toHaveLength(8);
      expect(service.log.at(-1)).toMatchObject({ compared: 6, missing: 0 });
    });

    it('leaves the rest to the next run if there is little time left', async () => {
      await service.clock.advance(passMs);
      // One second is reserved for the last write, and a room may take six.
      await service.reconcile(7_300);
      expect(service.calls()).toHaveLength(2);
      await service.clock.advance(60_000);
      await service.reconcile();
      expect(service.calls()).toHaveLength(6);
    });
  });
});
