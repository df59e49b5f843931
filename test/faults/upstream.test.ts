import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EndpointName, endpoints } from '../../functions/endpoints.ts';
import { verifyCallback } from '../../functions/shared/rongcloud/callback-signature.ts';
import { faultModes } from '../../lib/local/rongcloud/faults/fault.ts';
import { expectWellFormed, type Subject } from './upstream/act.ts';
import { course, type Scene, setScene } from './upstream/scene.ts';
import { type Answer, appKey, appSecret, type Service } from './upstream/stage.ts';
import { hostIndex, strikes } from './upstream/strikes.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene.stage.stop());

const names = Object.keys(endpoints) as EndpointName[];
const callers = names.filter((name) => 'rongCloud' in endpoints[name].touches);

/** Somebody for whom an endpoint can be called with success. */
async function subjectOf(endpoint: EndpointName): Promise<Subject> {
  if (endpoint === 'user-get-token') return { username: await scene.stage.addUser() };
  if (endpoint === 'chatroom-create') return { username: await scene.stage.addUser(), fields: course };
  return await scene.teacherWithRoom();
}

/** A call that must be well-formed, whatever it says. */
async function callFor(
  { username, fields }: Subject,
  service: Service,
  endpoint: EndpointName,
): Promise<Answer> {
  const answer = await service.call(endpoint, username, fields);
  expectWellFormed(answer);
  return answer;
}

const callOnce = async (service: Service, endpoint: EndpointName) =>
  await callFor(await subjectOf(endpoint), service, endpoint);

const events = ({ log }: Answer) => log.flatMap(({ event }) => event ?? []);

it('every mode of the emulator is played here or in upstream/', () => {
  const here = ['connection-closed', 'secret-switched', 'clock-skewed', 'odd-callback'];
  const played = [...new Set([...strikes.map(({ name }) => name), ...here])];
  expect(played.sort()).toEqual([...new Set(faultModes.map(({ name }) => name))].sort());
});

describe.each(names)('%s', (endpoint) => {
  it.each([
    ['after its reply', 'reply', 0],
    ['at the next request', 'next-request', 0],
    ['while this process was frozen', 'next-request', 40_000],
  ] as const)('11 connection-closed, %s: answered all the same', async (_when, at, frozenMs) => {
    const { rongCloud, clock, startService } = scene.stage;
    const service = await startService();
    rongCloud.arm({ name: 'connection-closed', at });
    expect((await callOnce(service, endpoint)).code).toBe('OK');
    rongCloud.disarm();
    await clock.advance(frozenMs);
    const answer = await callOnce(service, endpoint);
    expect([answer.code, answer.ms]).toEqual(['OK', 0]);
    await service.stop();
  });

  it('26 secret-switched, and Secrets Manager knows: the caller notices nothing', async () => {
    const { rongCloud, secrets, startService, clock } = scene.stage;
    const service = await startService();
    expect((await callOnce(service, endpoint)).code).toBe('OK');
    await clock.advance(10_000);
    const subject = await subjectOf(endpoint);
    rongCloud.switchSecret('the-new-secret');
    secrets.held = { appKey, appSecret: 'the-new-secret' };
    rongCloud.calls.length = 0;
    const before = secrets.reads;
    expect((await callFor(subject, service, endpoint)).code).toBe('OK');
    const refusals = rongCloud.calls.filter(({ code }) => code === 1004).length;
    expect([refusals, secrets.reads - before]).toEqual(callers.includes(endpoint) ? [1, 1] : [0, 0]);
    backToFirstSecret();
    await service.stop();
  });

  it('26 secret-switched, and Secrets Manager does not know yet', async () => {
    const { rongCloud, secrets, clock, startService } = scene.stage;
    const service = await startService();
    const [first, second] = [await subjectOf(endpoint), await subjectOf(endpoint)];
    rongCloud.arm({ name: 'secret-switched', secret: 'the-new-secret' });
    const refused = await callFor(first, service, endpoint);
    rongCloud.disarm();
    if (callers.includes(endpoint)) {
      expect(refused.code).toBe('UPSTREAM_REJECTED');
      expect(refused.log.at(-1)).toMatchObject({ rongCloudCode: 1004, rongCloudStatus: 401 });
    }
    secrets.held = { appKey, appSecret: 'the-new-secret' };
    await clock.advance(10_000);
    rongCloud.switchSecret('the-new-secret');
    expect((await callFor(second, service, endpoint)).code).toBe('OK');
    backToFirstSecret();
    await service.stop();
  });

  it.each([
    ['10 minutes ahead', 600_000],
    ['10 minutes behind', -600_000],
    ['a day ahead', 86_400_000],
    ['a day behind', -86_400_000],
  ])("26 clock-skewed, RongCloud's clock %s: signed by its time", async (_skew, skewMs) => {
    const { rongCloud, startService } = scene.stage;
    const service = await startService();
    const [first, second] = [await subjectOf(endpoint), await subjectOf(endpoint)];
    rongCloud.arm({ name: 'clock-skewed', skewMs }, { calls: 100 });
    const answer = await callFor(first, service, endpoint);
    rongCloud.disarm();
    expect(answer.code).toBe('OK');
    const told = ['rongcloud-clock-skew', 'rongcloud-second-attempt'];
    expect(events(answer)).toEqual(callers.includes(endpoint) ? told : []);
    // And back again.
    expect((await callFor(second, service, endpoint)).code).toBe('OK');
    await service.stop();
  });

  it.each(['current', 'older', 'oldest'] as const)(
    '26 odd-callback, sent here in its %s spelling: refused without effect',
    async (spelling) => {
      const { rongCloud, lettingTimePass } = scene.stage;
      const roomsBefore = [...rongCloud.rooms.keys()];
      rongCloud.calls.length = 0;
      const events = rongCloud.events.slice(-1);
      const { url, ...request } = rongCloud.callback(scene.sound.url(endpoint), { spelling, events });
      const reply = await lettingTimePass(fetch(url, request));
      expect([reply.status, await reply.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'INVALID_PARAMETER' }),
      ]);
      expect([[...rongCloud.rooms.keys()], rongCloud.calls]).toEqual([roomsBefore, []]);
    },
  );

  it('every host silent for every call: answered in time, and at once when that is known', async () => {
    const { rongCloud, clock, startService } = scene.stage;
    const service = await startService();
    const subjects = [];
    for (let count = 0; count < 6; count += 1) subjects.push(await subjectOf(endpoint));
    rongCloud.arm({ name: 'silence' }, { calls: 1_000 });
    const answers = [];
    for (const subject of subjects) answers.push(await callFor(subject, service, endpoint));
    rongCloud.disarm();
    if (!callers.includes(endpoint)) {
      expect(answers.map(({ code, ms }) => [code, ms])).toEqual(Array(6).fill(['OK', 0]));
      return;
    }
    expect(answers.map(({ code }) => code)).toEqual(Array(6).fill('UPSTREAM_UNAVAILABLE'));
    const last = answers.at(-1);
    expect([last?.ms, last?.headers.get('retry-after')]).toEqual([0, '5']);
    expect(last?.log.at(-1)).toMatchObject({ attempts: 0, problem: 'the circuit is open' });
    // One call finds out that RongCloud is back.
    await clock.advance(5_000);
    const [probe] = subjects;
    if (probe !== undefined) expect((await callFor(probe, service, endpoint)).code).toBe('OK');
    await service.stop();
  });
});

function backToFirstSecret(): void {
  const { rongCloud, secrets } = scene.stage;
  rongCloud.switchSecret(appSecret);
  secrets.held = { appKey, appSecret };
}

describe('Secrets Manager out of order', () => {
  it.each(callers)('%s, before the first call: 503, and the next request tries again', async (endpoint) => {
    const { secrets, startService } = scene.stage;
    const service = await startService();
    const subject = await subjectOf(endpoint);
    secrets.held = undefined;
    const answer = await callFor(subject, service, endpoint);
    expect([answer.code, answer.status, answer.headers.get('retry-after')]).toEqual([
      'UNAVAILABLE',
      503,
      '1',
    ]);
    expect(answer.log.at(-1)).toMatchObject({ call: 'secretsmanager/GetSecretValue' });
    secrets.held = { appKey, appSecret };
    expect((await callFor(subject, service, endpoint)).code).toBe('OK');
    await service.stop();
  });

  it.each(callers)('%s, and it says nothing: 503 when the time for a call is over', async (endpoint) => {
    const { secrets, startService } = scene.stage;
    const service = await startService();
    const subject = await subjectOf(endpoint);
    secrets.held = 'silence';
    const answer = await callFor(subject, service, endpoint);
    secrets.held = { appKey, appSecret };
    expect([answer.code, answer.ms]).toEqual(['UNAVAILABLE', 5_500]);
    expect(answer.log.at(-1)).toMatchObject({ problem: 'The secret was not read in time.' });
    await service.stop();
  });

  it.each(callers)('%s, later: the last good secret serves for a day', async (endpoint) => {
    const { secrets, clock, startService } = scene.stage;
    const service = await startService();
    await callOnce(service, endpoint);
    const subjects = [await subjectOf(endpoint), await subjectOf(endpoint), await subjectOf(endpoint)];
    secrets.held = undefined;
    const codes = [];
    for (const [index, subject] of subjects.entries()) {
      await clock.advance([300_000, 1_500_000, 86_400_000][index] ?? 0);
      codes.push((await callFor(subject, service, endpoint)).code);
    }
    secrets.held = { appKey, appSecret };
    expect(codes).toEqual(['OK', 'OK', 'UNAVAILABLE']);
    await service.stop();
  });
});

describe('The other host', () => {
  it('answers within a second of the first being out of reach, for 30 s, and then the first is tried', async () => {
    const { rongCloud, clock, startService } = scene.stage;
    const service = await startService();
    rongCloud.arm({ name: 'reset-before-reading' }, { calls: 1_000 }, { host: hostIndex('primary') });
    const hostsCalled = async () => {
      const username = await scene.stage.addUser();
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

  it('is not where a redirect leads: a signed call goes nowhere else', async () => {
    const { rongCloud, startService } = scene.stage;
    const service = await startService();
    const elsewhere = rongCloud.origins[hostIndex('elsewhere')];
    rongCloud.calls.length = 0;
    rongCloud.arm({ name: 'redirected', to: `${elsewhere}/user/getToken.json` }, { calls: 2 });
    const answer = await callOnce(service, 'user-get-token');
    expect([answer.code, rongCloud.calls.map(({ host }) => host)]).toEqual([
      'UPSTREAM_UNAVAILABLE',
      [hostIndex('primary'), hostIndex('backup')],
    ]);
    await service.stop();
  });
});

describe("RongCloud's limit", () => {
  it('of 100 creates a second: the 101st caller is told when to come back, and nothing is repeated', async () => {
    const { rongCloud, clock, startService, addUser } = scene.stage;
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
    const last = answers.at(-1);
    expect(answers.filter(({ code }) => code === 'OK')).toHaveLength(100);
    expect([last?.code, last?.status, last?.headers.get('retry-after')]).toEqual(['UPSTREAM_BUSY', 503, '1']);
    expect(rongCloud.calls).toHaveLength(101);
    await clock.advance(1_000);
    await service.stop();
  });
});

describe('A room that RongCloud has ended', () => {
  it.each(['refused', 'creates'] as const)('is made again, where a join of it is %s', async (joinUnknown) => {
    const { rongCloud, startService } = scene.stage;
    const { username, fields, chatroomId } = await scene.teacherWithRoom();
    rongCloud.behave({ joinUnknown });
    rongCloud.loseRoom(String(chatroomId));
    const service = await startService();
    expect((await callFor({ username, fields }, service, 'chatroom-join')).code).toBe('OK');
    expect(scene.membersOf(chatroomId)).toEqual([username]);
    expect(rongCloud.rooms.get(String(chatroomId))?.settings.destroyMinutes).toBe(10_080);
    rongCloud.behave({ joinUnknown: 'refused' });
    await service.stop();
  });

  it('counts as destroyed, also where RongCloud does not know it', async () => {
    const { rongCloud, startService } = scene.stage;
    const subject = await scene.teacherWithRoom();
    rongCloud.behave({ destroyUnknown: 'refused' });
    rongCloud.loseRoom(String(subject.chatroomId));
    const service = await startService();
    expect((await callFor(subject, service, 'chatroom-destroy')).code).toBe('OK');
    rongCloud.behave({ destroyUnknown: 'accepted' });
    await service.stop();
  });

  it('and a create that reaches RongCloud a minute late is ended by the last destroy', async () => {
    const { stage, room } = scene;
    const service = await stage.startService();
    const username = await stage.addUser();
    stage.rongCloud.arm({ name: 'late-effect', lateMs: 60_000 }, { calls: 2 });
    expect((await service.call('chatroom-create', username, course)).code).toBe('UPSTREAM_UNAVAILABLE');
    const chatroomId = await stage.lastChatroomId();
    await stage.clock.advance(36_000);
    await stage.reconcile();
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYING', isAtRongCloud: false });
    await stage.clock.advance(30_000);
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYING', isAtRongCloud: true });
    await stage.clock.advance(60_000);
    await stage.reconcile();
    expect(await room(chatroomId)).toEqual({ state: 'DESTROYED', isAtRongCloud: false });
    await service.stop();
  });
});

describe('A callback', () => {
  const verify = (url: string) => {
    const parameters = Object.fromEntries(
      [...new URL(url).searchParams].map(([name, value]) => [name, [value]]),
    );
    return verifyCallback({ parameters, secrets: { current: appSecret }, now: scene.stage.clock.now() });
  };
  const url = 'https://app.example.com/callback';

  it.each(['current', 'older', 'oldest'] as const)('of ours is known in its %s spelling', (spelling) => {
    const { rongCloud } = scene.stage;
    expect(verify(rongCloud.callback(url, { spelling }).url)).toEqual({
      accepted: true,
      signedWith: 'current',
    });
  });

  it('that is forged, or six minutes old, is refused', () => {
    const { rongCloud, clock } = scene.stage;
    const verdicts = [{ isForged: true }, { sentAt: clock.now() - 360_000 }].map((options) =>
      verify(rongCloud.callback(url, options).url),
    );
    expect(verdicts).toEqual([
      { accepted: false, because: 'forged' },
      { accepted: false, because: 'stale' },
    ]);
  });
});
