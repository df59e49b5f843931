import { describe, expect, it } from 'vitest';
import { faultNames } from '../support/fault-names.ts';
import { faultCases } from './upstream/fault-cases.ts';
import { callFor, endpointNames, setUpFixture, subjectOf, upstreamEndpoints } from './upstream/fixture.ts';
import { type Answer, appKey, appSecret } from './upstream/peers.ts';

const fixture = await setUpFixture();

const events = ({ log }: Answer) => log.flatMap(({ event }) => event ?? []);

it('covers every fault of the emulator', () => {
  const here = ['connection-closed', 'secret-switched', 'clock-skewed', 'odd-callback'];
  const played = [...new Set([...faultCases.map(({ name }) => name), ...here])];
  expect(played.sort()).toEqual(faultNames);
});

describe.each(endpointNames)('%s', (endpoint) => {
  it.each([
    ['after its reply', 'reply', 0],
    ['at the next request', 'next-request', 0],
    ['while this process was frozen', 'next-request', 40_000],
  ] as const)(
    'connection-closed, %s: answered all the same, unless a message may be sent twice',
    async (_when, at, frozenMs) => {
      const { rongCloud, clock, startService } = fixture;
      const service = await startService();
      rongCloud.arm({ name: 'connection-closed', at });
      expect((await callFor(await subjectOf(fixture, endpoint), service, endpoint)).code).toBe('OK');
      rongCloud.disarm();
      await clock.advance(frozenMs);
      const answer = await callFor(await subjectOf(fixture, endpoint), service, endpoint);
      // A message may have been sent before the connection broke, so the caller decides.
      const isUnclear = endpoint === 'chatroom-announce' && at === 'next-request';
      expect([answer.code, answer.ms]).toEqual([isUnclear ? 'UPSTREAM_UNAVAILABLE' : 'OK', 0]);
      await service.stop();
    },
  );

  it('secret-switched, and Secrets Manager has the new one: the call succeeds', async () => {
    const { rongCloud, secrets, startService, clock } = fixture;
    const service = await startService();
    expect((await callFor(await subjectOf(fixture, endpoint), service, endpoint)).code).toBe('OK');
    await clock.advance(10_000);
    const subject = await subjectOf(fixture, endpoint);
    rongCloud.switchSecret('the-new-secret');
    secrets.held = { appKey, appSecret: 'the-new-secret' };
    rongCloud.calls.length = 0;
    const before = secrets.reads;
    expect((await callFor(subject, service, endpoint)).code).toBe('OK');
    const refusals = rongCloud.calls.filter(({ code }) => code === 1004).length;
    expect([refusals, secrets.reads - before]).toEqual(
      upstreamEndpoints.includes(endpoint) ? [1, 1] : [0, 0],
    );
    backToFirstSecret();
    await service.stop();
  });

  it('secret-switched, and the secret holds it as next: one refusal, then no more', async () => {
    const { rongCloud, secrets, startService } = fixture;
    secrets.held = { appKey, appSecret, next: { appSecret: 'the-new-secret' } };
    const service = await startService();
    const codes = [(await callFor(await subjectOf(fixture, endpoint), service, endpoint)).code];
    const subjects = [await subjectOf(fixture, endpoint), await subjectOf(fixture, endpoint)];
    rongCloud.switchSecret('the-new-secret');
    rongCloud.calls.length = 0;
    // Secrets Manager fails: the credentials at hand are enough.
    secrets.held = undefined;
    for (const subject of subjects) codes.push((await callFor(subject, service, endpoint)).code);
    expect(codes).toEqual(['OK', 'OK', 'OK']);
    const refusals = rongCloud.calls.filter(({ code }) => code === 1004).length;
    expect(refusals).toBe(upstreamEndpoints.includes(endpoint) ? 1 : 0);
    backToFirstSecret();
    await service.stop();
  });

  it('secret-switched, and Secrets Manager does not know yet', async () => {
    const { rongCloud, secrets, clock, startService } = fixture;
    const service = await startService();
    const [first, second] = [await subjectOf(fixture, endpoint), await subjectOf(fixture, endpoint)];
    rongCloud.arm({ name: 'secret-switched', secret: 'the-new-secret' });
    const refused = await callFor(first, service, endpoint);
    rongCloud.disarm();
    if (upstreamEndpoints.includes(endpoint)) {
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
  ])("clock-skewed, RongCloud's clock %s: signed by its time", async (_skew, skewMs) => {
    const { rongCloud, startService } = fixture;
    const service = await startService();
    const [first, second] = [await subjectOf(fixture, endpoint), await subjectOf(fixture, endpoint)];
    rongCloud.arm({ name: 'clock-skewed', skewMs }, { calls: 100 });
    const answer = await callFor(first, service, endpoint);
    rongCloud.disarm();
    expect(answer.code).toBe('OK');
    const logged = ['rongcloud-second-attempt', 'rongcloud-clock-skew'];
    expect(events(answer)).toEqual(upstreamEndpoints.includes(endpoint) ? logged : []);
    // And back again.
    expect((await callFor(second, service, endpoint)).code).toBe('OK');
    await service.stop();
  });

  it.each(['current', 'older', 'oldest'] as const)(
    'odd-callback, sent here in its %s spelling: refused without effect',
    async (spelling) => {
      const { rongCloud, lettingTimePass } = fixture;
      const roomsBefore = [...rongCloud.rooms.keys()];
      rongCloud.calls.length = 0;
      const events = rongCloud.events.slice(-1);
      const { url, ...request } = rongCloud.callback(fixture.healthyService.url(endpoint), {
        spelling,
        events,
      });
      const reply = await lettingTimePass(fetch(url, request));
      expect([reply.status, await reply.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'INVALID_PARAMETER' }),
      ]);
      expect([[...rongCloud.rooms.keys()], rongCloud.calls]).toEqual([roomsBefore, []]);
    },
  );

  it('every host silent for every call: replies in time, and at once when the circuit is open', async () => {
    const { rongCloud, clock, startService } = fixture;
    const service = await startService();
    const subjects = [];
    for (let count = 0; count < 6; count += 1) subjects.push(await subjectOf(fixture, endpoint));
    rongCloud.arm({ name: 'silence' }, { calls: 1_000 });
    const answers = [];
    for (const subject of subjects) answers.push(await callFor(subject, service, endpoint));
    rongCloud.disarm();
    if (!upstreamEndpoints.includes(endpoint)) {
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
  const { rongCloud, secrets } = fixture;
  rongCloud.switchSecret(appSecret);
  secrets.held = { appKey, appSecret };
}
