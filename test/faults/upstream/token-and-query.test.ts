import { describe, expect, it } from 'vitest';
import { callWithFault, expectedOutcome, type TestedCall } from './call-with-fault.ts';
import { cases, setUpFixture } from './fixture.ts';

const fixture = await setUpFixture();

describe('user_get_token', () => {
  const testedCall: TestedCall = { endpoint: 'user-get-token', path: '/user/getToken.json' };

  it.each(cases)('%s', async (_name, faultCase) => {
    for (const reach of ['one host', 'both hosts'] as const) {
      const username = await fixture.addUser();
      const { answer, service } = await callWithFault(
        fixture,
        { faultCase, reach },
        { ...testedCall, username },
      );
      expect(answer.code).toBe(expectedOutcome(faultCase, testedCall.path, reach));
      const again = await service.call('user-get-token', username);
      expect(again.code).toBe('OK');
      expect(fixture.rongCloud.connect(String(again.body.token))).toBe(0);
      // One that was answered is kept; one that was not is not.
      if (answer.code === 'OK') expect(again.body.token).toBe(answer.body.token);
      await service.stop();
    }
  });
});

describe('chatroom_query, which asks RongCloud nothing', () => {
  it.each(cases)('%s', async (_name, faultCase) => {
    const { username, fields } = await fixture.teacherWithRoom();
    const testedCall = { endpoint: 'chatroom-query', path: '', username, fields } as const;
    const quiet = { ...faultCase, log: undefined };
    const result = await callWithFault(fixture, { faultCase: quiet, reach: 'both hosts' }, testedCall);
    expect([result.answer.code, result.calls]).toEqual(['OK', []]);
    await result.service.stop();
  });
});
