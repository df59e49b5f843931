import { describe, expect, it } from 'vitest';
import { callWithFault, expectedOutcome, type TestedCall } from './call-with-fault.ts';
import { cases, setUpFixture } from './fixture.ts';

const fixture = await setUpFixture();

describe('chatroom_destroy', () => {
  const testedCall: TestedCall = { endpoint: 'chatroom-destroy', path: '/chatroom/destroy.json' };

  it.each(cases)('%s', async (_name, faultCase) => {
    const { healthyService, teacherWithRoom, room, reconcileToTheEnd } = fixture;
    for (const reach of ['one host', 'both hosts'] as const) {
      const { username, fields, chatroomId } = await teacherWithRoom();
      const { answer, service } = await callWithFault(
        fixture,
        { faultCase, reach },
        { ...testedCall, username, fields },
      );
      expect(answer.code).toBe(expectedOutcome(faultCase, testedCall.path, reach));
      // After any reply, nobody can join any more.
      const joined = await healthyService.call('chatroom-join', username, fields);
      expect(joined.code).toBe('CHATROOM_DESTROYED');
      if (reach === 'one host') {
        const again = await service.call('chatroom-destroy', username, fields);
        expect([again.code, (await room(chatroomId)).isAtRongCloud]).toEqual(['OK', false]);
      }
      await reconcileToTheEnd();
      expect(await room(chatroomId)).toEqual({ state: 'DESTROYED', isAtRongCloud: false });
      await service.stop();
    }
  });
});

it('RongCloud has exactly the ACTIVE rooms after all faults', async () => {
  expect(await fixture.driftingRooms()).toEqual([]);
});
