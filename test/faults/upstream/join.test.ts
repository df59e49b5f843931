import { describe, expect, it } from 'vitest';
import { callWithFault, expectedOutcome, type TestedCall } from './call-with-fault.ts';
import { cases, setUpFixture } from './fixture.ts';

const fixture = await setUpFixture();

describe('chatroom_join', () => {
  const testedCall: TestedCall = { endpoint: 'chatroom-join', path: '/chatroom/join.json' };

  it.each(cases)('%s', async (_name, faultCase) => {
    const { teacherWithRoom, membersOf, room } = fixture;
    for (const reach of ['one host', 'both hosts'] as const) {
      const { username, fields, chatroomId } = await teacherWithRoom();
      const { answer, service } = await callWithFault(
        fixture,
        { faultCase, reach },
        { ...testedCall, username, fields },
      );
      expect(answer.code).toBe(expectedOutcome(faultCase, testedCall.path, reach));
      if (answer.code === 'OK') expect(membersOf(chatroomId)).toEqual([username]);
      expect(await room(chatroomId)).toEqual({ state: 'ACTIVE', isAtRongCloud: true });
      const again = await service.call('chatroom-join', username, fields);
      expect([again.code, membersOf(chatroomId)]).toEqual(['OK', [username]]);
      await service.stop();
    }
  });
});

it('RongCloud has exactly the ACTIVE rooms after all faults', async () => {
  expect(await fixture.driftingRooms()).toEqual([]);
});
