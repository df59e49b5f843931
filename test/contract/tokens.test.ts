import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startStillWorld, student } from './still-world.ts';

async function setup(variables: Record<string, string> = {}) {
  const world = await startStillWorld(variables);
  return {
    ...world,
    token: (more: Record<string, string> = {}) => world.post('user_get_token', { ...student, ...more }),
    asked: () => world.upstream('/user/getToken.json').length,
  };
}

describe("a user's token", () => {
  let world: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    world = await setup();
  });
  afterEach(() => world.stop());

  it('is requested from RongCloud once and then cached', async () => {
    const [first, second] = [await world.token(), await world.token()];
    expect(second.text).toBe(first.text);
    expect(world.asked()).toBe(1);
  });

  it('is requested again after TOKEN_REUSE_HOURS, 24 by default', async () => {
    const first = await world.token();
    await world.clock.advance(24 * 3_600_000 - 1);
    expect((await world.token()).text).toBe(first.text);
    await world.clock.advance(1);
    expect((await world.token()).text).not.toBe(first.text);
    expect(world.asked()).toBe(2);
  });

  it('with TOKEN_REUSE_HOURS=0 is asked each time', async () => {
    await world.stop();
    world = await setup({ TOKEN_REUSE_HOURS: '0' });
    await world.token();
    await world.token();
    expect(world.asked()).toBe(2);
    const row = (await world.items('users')).find(({ username }) => username === 'student1');
    expect(row?.cachedToken).toBeUndefined();
  });

  it('is requested again with refresh=1, and the new one is cached', async () => {
    const first = await world.token();
    const second = await world.token({ refresh: '1' });
    const third = await world.token();
    expect(second.text).not.toBe(first.text);
    expect(third.text).toBe(second.text);
    expect(world.asked()).toBe(2);
  });

  it('is refreshed at most six times a minute', async () => {
    // Creates have a quota of their own.
    await world.post('chatroom_create', { ...student, live_id: '9', name: 'Algebra' });
    const answers = [];
    for (let i = 0; i < 7; i += 1) answers.push(await world.token({ refresh: '1' }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect([answers[6]?.json.code, answers[6]?.headers.get('retry-after')]).toEqual([
      'TOO_MANY_REQUESTS',
      '60',
    ]);
  });

  it('is limited for each user alone', async () => {
    await world.addUser({ username: 'student2', role: 'student' }, '123456');
    for (let i = 0; i < 7; i += 1) await world.token({ refresh: '1' });
    const other = await world.token({ username: 'student2', refresh: '1' });
    expect(other.status).toBe(200);
  });

  it('refresh is 1 or left out', async () => {
    const { status, json } = await world.token({ refresh: 'yes' });
    expect([status, json.reason]).toEqual([400, 'refresh must be 1, or left out.']);
  });

  it('is answered while RongCloud is down', async () => {
    const first = await world.token();
    world.emulator.arm({ name: 'server-error', status: 503 }, { calls: 100 });
    expect((await world.token()).text).toBe(first.text);
  });
});
