import { describe, expect, it } from 'vitest';
import { hostIndex } from './fault-cases.ts';
import { callFor, course, setUpFixture } from './fixture.ts';

const fixture = await setUpFixture();

describe('The other host', () => {
  it('answers within a second if the first is out of reach, and for 30 s alone', async () => {
    const { rongCloud, clock, startService } = fixture;
    const service = await startService();
    rongCloud.arm({ name: 'reset-before-reading' }, { calls: 1_000 }, { host: hostIndex('primary') });
    const hostsCalled = async () => {
      const username = await fixture.addUser();
      rongCloud.calls.length = 0;
      const { ms, code } = await callFor({ username }, service, 'user-get-token');
      expect([code, ms < 1_000]).toEqual(['OK', true]);
      return rongCloud.calls.map(({ host }) => host);
    };
    const [primary, backup] = [hostIndex('primary'), hostIndex('backup')];
    expect(await hostsCalled()).toEqual([primary, backup]);
    await clock.advance(29_000);
    expect(await hostsCalled()).toEqual([backup]);
    rongCloud.disarm();
    await clock.advance(1_000);
    expect(await hostsCalled()).toEqual([primary]);
    await service.stop();
  });
});

describe('A room that RongCloud has lost', () => {
  it('is recreated as it was by a join', async () => {
    const { rongCloud, startService } = fixture;
    const { username, fields, chatroomId } = await fixture.teacherWithRoom();
    rongCloud.loseRoom(String(chatroomId));
    const service = await startService();
    expect((await callFor({ username, fields }, service, 'chatroom-join')).code).toBe('OK');
    expect(fixture.membersOf(chatroomId)).toEqual([username]);
    expect(rongCloud.rooms.get(String(chatroomId))?.settings.destroyMinutes).toBe(10_080);
    await service.stop();
  });

  it('counts as destroyed, also if RongCloud does not know it', async () => {
    const { rongCloud, startService } = fixture;
    const subject = await fixture.teacherWithRoom();
    rongCloud.behave({ destroyUnknown: 'refused' });
    rongCloud.loseRoom(String(subject.chatroomId));
    const service = await startService();
    expect((await callFor(subject, service, 'chatroom-destroy')).code).toBe('OK');
    rongCloud.behave({ destroyUnknown: 'accepted' });
    await service.stop();
  });
});

describe('A room that RongCloud creates a minute after the call', () => {
  it('is ended by the last destroy of the reconciler', async () => {
    const { room } = fixture;
    const service = await fixture.startService();
    const username = await fixture.addUser();
    fixture.rongCloud.arm({ name: 'late-effect', lateMs: 60_000 }, { calls: 2 });
    expect((await service.call('chatroom-create', username, course)).code).toBe('UPSTREAM_UNAVAILABLE');
    const chatroomId = await fixture.lastChatroomId();
    await fixture.reconcile();
    await fixture.clock.advance(36_000);
    await fixture.reconcile();
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYING', isAtRongCloud: false });
    await fixture.clock.advance(30_000);
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYING', isAtRongCloud: true });
    await fixture.clock.advance(60_000);
    await fixture.reconcile();
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYED', isAtRongCloud: false });
    await service.stop();
  });
});

// Last, because the reconciler takes 26 s to check what 100 creates leave.
describe("RongCloud's rate limit", () => {
  it('of 100 creates a second: the 101st call waits for the next second, once', async () => {
    const { rongCloud, clock, startService, addUser } = fixture;
    const service = await startService();
    await clock.advance(1_000);
    rongCloud.calls.length = 0;
    const users = [await addUser(), await addUser(), await addUser()];
    const answers = [];
    // Fifty of one user, which is within our own limit.
    for (let count = 0; count < 101; count += 1) {
      const username = users[Math.floor(count / 50)] ?? '';
      answers.push(await service.call('chatroom-create', username, { ...course, name: `room ${count}` }));
    }
    const waitedMs = answers.at(-1)?.ms ?? 0;
    expect(answers.every(({ code }) => code === 'OK')).toBe(true);
    expect([waitedMs >= 1_000, waitedMs <= 1_500, rongCloud.calls.length]).toEqual([true, true, 102]);
    await clock.advance(1_000);
    await service.stop();
  });
});
