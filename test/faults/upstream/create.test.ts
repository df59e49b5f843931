import { describe, expect, it } from 'vitest';
import { callWithFault, expectedOutcome, type TestedCall } from './call-with-fault.ts';
import { cases, course, setUpFixture } from './fixture.ts';

const fixture = await setUpFixture();

describe('chatroom_create', () => {
  const testedCall: TestedCall = { endpoint: 'chatroom-create', path: '/chatroom/create_new.json' };

  it.each(cases)(
    '%s: cannot be joined after a failure; a repeated call creates the same room',
    async (_name, faultCase) => {
      const { healthyService, room } = fixture;
      for (const reach of ['one host', 'both hosts'] as const) {
        const username = await fixture.addUser();
        const { answer, service } = await callWithFault(
          fixture,
          { faultCase, reach },
          { ...testedCall, username, fields: course },
        );
        expect(answer.code).toBe(expectedOutcome(faultCase, testedCall.path, reach));
        const chatroomId = await fixture.lastChatroomId();
        if (answer.code !== 'OK') {
          const joined = await healthyService.call('chatroom-join', username, { id: String(chatroomId) });
          expect(joined.code).toBe('CHATROOM_NOT_FOUND');
        }
        const again = await service.call('chatroom-create', username, course);
        expect(again.body).toEqual({ reason: '', id: chatroomId, ret: 'success' });
        expect(await room(chatroomId)).toEqual({ state: 'ACTIVE', isAtRongCloud: true });
        await service.stop();
      }
    },
  );

  const failing = cases.filter(
    ([, faultCase]) => expectedOutcome(faultCase, testedCall.path, 'both hosts') !== 'OK',
  );

  it.each(failing)('%s: leaves no room behind if it is not repeated', async (_name, faultCase) => {
    const { room, reconcileToTheEnd } = fixture;
    const subject = { username: await fixture.addUser(), fields: course };
    const { service } = await callWithFault(
      fixture,
      { faultCase, reach: 'both hosts' },
      { ...testedCall, ...subject },
    );
    const chatroomId = await fixture.lastChatroomId();
    await reconcileToTheEnd();
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYED', isAtRongCloud: false });
    await service.stop();
  });
});

it('RongCloud has exactly the ACTIVE rooms after all faults', async () => {
  expect(await fixture.driftingRooms()).toEqual([]);
});
