import { describe, expect, it } from 'vitest';
import { callFor, setUpFixture, subjectOf, upstreamEndpoints } from './fixture.ts';
import { appKey, appSecret } from './peers.ts';

const fixture = await setUpFixture();

describe('Secrets Manager does not answer', () => {
  it.each(upstreamEndpoints)(
    '%s, before the first call: 503, and the next request tries again',
    async (endpoint) => {
      const { secrets, startService } = fixture;
      const service = await startService();
      const subject = await subjectOf(fixture, endpoint);
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
    },
  );

  it.each(upstreamEndpoints)('%s, and it is silent: 503 after the timeout of a call', async (endpoint) => {
    const { secrets, startService } = fixture;
    const service = await startService();
    const subject = await subjectOf(fixture, endpoint);
    secrets.held = 'silence';
    const answer = await callFor(subject, service, endpoint);
    secrets.held = { appKey, appSecret };
    expect([answer.code, answer.ms]).toEqual(['UNAVAILABLE', 5_500]);
    expect(answer.log.at(-1)).toMatchObject({ problem: 'The secret was not read in time.' });
    await service.stop();
  });

  it.each(upstreamEndpoints)('%s, later: the last good secret serves for a day', async (endpoint) => {
    const { secrets, clock, startService } = fixture;
    const service = await startService();
    await callFor(await subjectOf(fixture, endpoint), service, endpoint);
    const subjects = [
      await subjectOf(fixture, endpoint),
      await subjectOf(fixture, endpoint),
      await subjectOf(fixture, endpoint),
    ];
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
