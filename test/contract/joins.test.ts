import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createJoin } from '../../functions/chatroom-join.ts';
import { functionTimeoutMs } from '../../functions/contract/limits.ts';
import { ChatroomStore } from '../../functions/dynamodb/chatrooms.ts';
import { lettingTimePass } from '../support/event-loop.ts';
import { eventOf } from '../support/gateway-call.ts';
import { student } from '../support/test-service.ts';
import { startOnManualClock } from './manual-clock-service.ts';

describe('joins', () => {
  let service: Awaited<ReturnType<typeof startOnManualClock>>;
  beforeEach(async () => {
    service = await startOnManualClock();
  });
  afterEach(() => service.stop());

  const join = (id = '3') => service.post('chatroom_join', { ...student, id });
  /** Another Lambda environment: it shares the tables and nothing else. */
  const joinElsewhere = async (id = '3') => {
    const handler = createJoin({ ...service.deps });
    const reply = await handler(eventOf('chatroom-join', { ...student, id }), {
      getRemainingTimeInMillis: () => 10_000,
    });
    return reply.statusCode;
  };
  /** The demo rooms were created when the service began; RongCloud ends them after a week without use. */
  const weekMs = 7 * 86_400_000;
  const tenMinutesMs = 600_000;
  /** Another environment begins to check the room, and never ends. */
  const beginCheckElsewhere = async () => {
    const row = await service.row(3);
    const given = { token: 'of another', seenAliveUntil: row?.aliveUntil ?? 0 };
    await new ChatroomStore(service.deps).change(3, 'beginCheck', given, service.clock.now() + 5_000);
  };
  const restart = async (variables: Record<string, string>) => {
    await service.stop();
    service = await startOnManualClock(variables);
    service.emulator.calls.length = 0;
  };

  describe('a join without RongCloud’s server-side join', () => {
    beforeEach(() => restart({ SERVER_JOIN: 'off' }));

    it('does not call RongCloud until ten minutes before the room can have ended', async () => {
      await service.clock.advance(weekMs - tenMinutesMs - 1);
      expect((await join()).status).toBe(200);
      expect(service.calls()).toEqual([]);
      await service.clock.advance(1);
      expect((await join()).status).toBe(200);
      expect(service.calls()).toEqual(['/chatroom/get.json']);
    });

    it('checks an old room once a minute, even if several users join', async () => {
      await service.clock.advance(weekMs - tenMinutesMs);
      await join();
      await service.clock.advance(59_999);
      expect([await joinElsewhere(), service.calls()]).toEqual([200, ['/chatroom/get.json']]);
      await service.clock.advance(1);
      expect([await joinElsewhere(), service.calls().length]).toEqual([200, 2]);
    });

    it('trusts a recreated room for as long as a new one', async () => {
      await service.clock.advance(weekMs + 60_000);
      await join();
      await service.clock.advance(weekMs - tenMinutesMs - 1);
      service.emulator.calls.length = 0;
      expect([(await join()).status, service.calls()]).toEqual([200, []]);
    });

    it('waits 1.5 s for a check in progress, and then trusts the room', async () => {
      await service.clock.advance(weekMs - tenMinutesMs);
      await beginCheckElsewhere();
      const before = service.clock.now();
      const answer = await lettingTimePass(service.clock, join());
      expect([answer.status, service.clock.now() - before, service.calls()]).toEqual([200, 1_500, []]);
    });

    it('checks again after the lease of a crashed check, which is longer than a function runs', async () => {
      await service.clock.advance(weekMs + 60_000);
      await beginCheckElsewhere();
      await service.clock.advance(functionTimeoutMs);
      await lettingTimePass(service.clock, join());
      expect(service.calls()).toEqual([]);
      await service.clock.advance(2_000);
      await join();
      expect(service.calls()).toEqual(['/chatroom/get.json', '/chatroom/create_new.json']);
    });

    it('is retried by the next caller at once if RongCloud failed', async () => {
      await service.clock.advance(weekMs - tenMinutesMs);
      service.emulator.arm({ name: 'server-error', status: 500 }, { calls: 2 });
      const failing = join();
      await lettingTimePass(service.clock, failing);
      expect([(await failing).json.code, (await join()).status]).toEqual(['UPSTREAM_UNAVAILABLE', 200]);
    });
  });

  describe('a join with RongCloud’s server-side join', () => {
    beforeEach(() => restart({}));

    it('is one call, which also checks the room', async () => {
      await service.clock.advance(weekMs - 1);
      expect([(await join()).status, service.calls()]).toEqual([200, ['/chatroom/join.json']]);
      expect(service.emulator.rooms.get('3')?.members.has('student1')).toBe(true);
    });

    it('fails if RongCloud lacks the room again right after its recreation', async () => {
      service.emulator.loseRoom('3');
      service.emulator.arm({ name: 'room-lost' }, { calls: 100 }, { path: '/chatroom/join.json' });
      const answer = await join();
      expect([answer.json.code, answer.headers.get('retry-after')]).toEqual(['UPSTREAM_UNAVAILABLE', '1']);
    });
  });

  describe('a key whose RongCloud has no server-side join', () => {
    beforeEach(async () => {
      await restart({});
      service.emulator.behave({ joinCall: 'absent' });
    });

    it('is tried once for a room, and again after a day: the row records it for all environments', async () => {
      expect([await joinElsewhere(), await joinElsewhere(), (await join()).status]).toEqual([200, 200, 200]);
      expect(service.calls()).toEqual(['/chatroom/join.json']);
      await service.clock.advance(86_400_000);
      expect([await joinElsewhere(), service.calls().length]).toEqual([200, 2]);
    });

    it('has its rooms checked and recreated as without the call', async () => {
      await service.clock.advance(weekMs + 60_000);
      expect([await joinElsewhere(), service.calls()]).toEqual([
        200,
        ['/chatroom/join.json', '/chatroom/get.json', '/chatroom/create_new.json'],
      ]);
    });

    it('fails a join under SERVER_JOIN=on', async () => {
      await restart({ SERVER_JOIN: 'on' });
      service.emulator.behave({ joinCall: 'absent' });
      expect((await join()).json.code).toBe('UPSTREAM_REJECTED');
    });
  });
});
