import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { student } from '../support/test-service.ts';
import { startOnManualClock } from './manual-clock-service.ts';

async function setup(variables: Record<string, string> = {}) {
  const service = await startOnManualClock(variables);
  return {
    ...service,
    token: (more: Record<string, string> = {}) => service.post('user_get_token', { ...student, ...more }),
    asked: () => service.upstream('/user/getToken.json').length,
  };
}

describe("a user's token", () => {
  let service: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    service = await setup();
  });
  afterEach(() => service.stop());

  it('is requested from RongCloud once and then cached', async () => {
    const [first, second] = [await service.token(), await service.token()];
    expect(second.text).toBe(first.text);
    expect(service.asked()).toBe(1);
  });

  it('is requested again after TOKEN_REUSE_HOURS, 24 by default', async () => {
    const first = await service.token();
    await service.clock.advance(24 * 3_600_000 - 1);
    expect((await service.token()).text).toBe(first.text);
    await service.clock.advance(1);
    expect((await service.token()).text).not.toBe(first.text);
    expect(service.asked()).toBe(2);
  });

  it('with TOKEN_REUSE_HOURS=0 is asked each time', async () => {
    await service.stop();
    service = await setup({ TOKEN_REUSE_HOURS: '0' });
    await service.token();
    await service.token();
    expect(service.asked()).toBe(2);
    const row = (await service.items('users')).find(({ username }) => username === 'student1');
    expect(row?.cachedToken).toBeUndefined();
  });

  it('is requested again with refresh=1, and the new one is cached', async () => {
    const first = await service.token();
    const second = await service.token({ refresh: '1' });
    const third = await service.token();
    expect(second.text).not.toBe(first.text);
    expect(third.text).toBe(second.text);
    expect(service.asked()).toBe(2);
  });

  it('is refreshed at most six times a minute', async () => {
    // Creates have a quota of their own.
    await service.post('chatroom_create', { ...student, live_id: '9', name: 'Algebra' });
    const answers = [];
    for (let i = 0; i < 7; i += 1) answers.push(await service.token({ refresh: '1' }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect([answers[6]?.json.code, answers[6]?.headers.get('retry-after')]).toEqual([
      'TOO_MANY_REQUESTS',
      '60',
    ]);
  });

  it('is limited for each user alone', async () => {
    await service.addUser({ username: 'student2', role: 'student' }, '123456');
    for (let i = 0; i < 7; i += 1) await service.token({ refresh: '1' });
    const other = await service.token({ username: 'student2', refresh: '1' });
    expect(other.status).toBe(200);
  });

  it('refresh is 1 or left out', async () => {
    const { status, json } = await service.token({ refresh: 'yes' });
    expect([status, json.reason]).toEqual([400, 'refresh must be 1, or left out.']);
  });

  it('is answered while RongCloud is down', async () => {
    const first = await service.token();
    service.emulator.arm({ name: 'server-error', status: 503 }, { calls: 100 });
    expect((await service.token()).text).toBe(first.text);
  });
});
