import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callers, callFor, type Scene, setScene, subjectOf } from './scene.ts';
import { appKey, appSecret } from './stage.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene.stage.stop());

describe('Secrets Manager out of order', () => {
  it.each(callers)('%s, before the first call: 503, and the next request tries again', async (endpoint) => {
    const { secrets, startService } = scene.stage;
    const service = await startService();
    const subject = await subjectOf(scene, endpoint);
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

  it.each(callers)('%s, and it is silent: 503 after the timeout of a call', async (endpoint) => {
    const { secrets, startService } = scene.stage;
    const service = await startService();
    const subject = await subjectOf(scene, endpoint);
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
    await callFor(await subjectOf(scene, endpoint), service, endpoint);
    const subjects = [
      await subjectOf(scene, endpoint),
      await subjectOf(scene, endpoint),
      await subjectOf(scene, endpoint),
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
