import { describe, expect, it } from 'vitest';
import type { Chatroom } from '../../../lib/emulator/state/chatroom.ts';
import { callWithFault, expectedOutcome, type TestedCall } from './call-with-fault.ts';
import { cases, setUpFixture, subjectOf } from './fixture.ts';

const fixture = await setUpFixture();
// Adds the student whom the calls name.
await subjectOf(fixture, 'chatroom-mute');

interface ControlCall extends TestedCall {
  readonly fields: Readonly<Record<string, string>>;
  /** Whether the control has taken effect at RongCloud. */
  readonly holds: (room: Chatroom) => boolean;
}

const silence = { endpoint: 'chatroom-silence', fields: { silent: '1', speakers: 'student1' } } as const;
const sanction = { user: 'student1', minutes: '10' };

const testedCalls: readonly ControlCall[] = [
  { ...silence, path: '/chatroom/ban/add.json', holds: ({ isMuted }) => isMuted },
  {
    ...silence,
    path: '/chatroom/user/ban/whitelist/query.json',
    isOnKeptConnection: true,
    holds: ({ muteExceptions }) => muteExceptions.has('student1'),
  },
  {
    ...silence,
    path: '/chatroom/user/ban/whitelist/add.json',
    isOnKeptConnection: true,
    holds: ({ muteExceptions }) => muteExceptions.has('student1'),
  },
  {
    endpoint: 'chatroom-mute',
    path: '/chatroom/user/gag/add.json',
    fields: sanction,
    holds: ({ muted }) => muted.has('student1'),
  },
  {
    endpoint: 'chatroom-kick',
    path: '/chatroom/user/block/add.json',
    fields: sanction,
    holds: ({ blocked }) => blocked.has('student1'),
  },
];

/** Each fault occurs in one of the calls, at one host or at both; each call gets eight faults or more. */
const faultsOfCalls = cases.map(([name, faultCase], index) => {
  const testedCall = testedCalls[index % testedCalls.length] as ControlCall;
  const reach = index % 2 === 0 ? 'both hosts' : 'one host';
  return [`${testedCall.path}, ${reach}, ${name}`, { faultCase, reach }, testedCall] as const;
});

describe('a class control', () => {
  it.each(faultsOfCalls)('%s: takes effect at RongCloud in the end', async (_name, injection, testedCall) => {
    const { healthyService, teacherWithRoom } = fixture;
    const { username, fields, chatroomId } = await teacherWithRoom();
    const subject = { username, fields: { ...testedCall.fields, ...fields } };
    const { answer, service } = await callWithFault(fixture, injection, { ...testedCall, ...subject });
    expect(answer.code).toBe(expectedOutcome(injection.faultCase, testedCall.path, injection.reach));
    await fixture.clock.advance(60_000);
    await fixture.reconcile();
    // A room that RongCloud has lost gets its controls when it is recreated.
    if (injection.faultCase.name === 'room-lost')
      await healthyService.call('chatroom-join', username, fields);
    const room = fixture.rongCloud.rooms.get(String(chatroomId));
    expect(room !== undefined && testedCall.holds(room)).toBe(true);
    await service.stop();
  });
});

/** Every other case: a message is never sent twice under any fault. */
const everyOther = cases.filter((_case, index) => index % 2 === 0);

describe('chatroom_announce', () => {
  const testedCall = {
    endpoint: 'chatroom-announce',
    path: '/message/chatroom/publish.json',
    isSentOnce: true,
  } as const;

  it.each(everyOther)(
    '%s: sent once at most, and sent again by a repeated call only after a failure',
    async (_name, faultCase) => {
      const subject = await subjectOf(fixture, testedCall.endpoint);
      const { answer, service } = await callWithFault(
        fixture,
        { faultCase, reach: 'both hosts' },
        { ...testedCall, ...subject },
      );
      const sent = () =>
        fixture.rongCloud.messages.filter(
          ({ content }) => JSON.parse(content).content === subject.fields?.text,
        ).length;
      expect(answer.code).toBe(expectedOutcome(faultCase, testedCall.path, 'both hosts'));
      const before = sent();
      expect(before).toBeLessThanOrEqual(1);
      expect((await service.call(testedCall.endpoint, subject.username, subject.fields)).code).toBe('OK');
      expect(sent() - before).toBe(answer.code === 'OK' ? 0 : 1);
      await service.stop();
    },
  );
});
