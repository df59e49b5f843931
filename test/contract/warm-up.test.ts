import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { onLambda } from '../../functions/http/handler.ts';
import { eventOf } from '../support/gateway-call.ts';
import { startMeter } from '../support/meter.ts';
import { startLocalWorld } from '../support/world.ts';

type Loaded = { handler: Awaited<ReturnType<typeof onLambda>> };

const student = { username: 'student1', password: '123456' };

/** A process as on Lambda: all settings come from the environment. */
async function setup() {
  const world = await startLocalWorld({ runsSchedules: false });
  const meter = await startMeter(world.service.runtime);
  const load = async (environment: Readonly<Record<string, string | undefined>>): Promise<Loaded> => {
    for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
    vi.resetModules();
    return await import('../../functions/user-get-token.ts');
  };
  return { ...world, meter, load };
}

describe('a function that starts', () => {
  let world: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    world = await setup();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await world.meter.stop();
    await world.stop();
  });

  const namesOf = () => world.meter.take().map(({ name }) => name);

  it('on Lambda: has read the secret and called DynamoDB before its first call', async () => {
    const { environment } = world.meter.runtime;
    await world.load({ ...environment, AWS_LAMBDA_FUNCTION_NAME: 'user-get-token' });
    expect(namesOf().toSorted()).toEqual(['BatchGetItem', 'GetSecretValue']);
  });

  it('on Lambda: runs a login as JIT warm-up without any trace', async () => {
    const info = vi.spyOn(console, 'info');
    const error = vi.spyOn(console, 'error');
    const { environment } = world.meter.runtime;
    await world.load({ ...environment, AWS_LAMBDA_FUNCTION_NAME: 'user-get-token' });
    expect([info.mock.calls, error.mock.calls]).toEqual([[], []]);
  });

  it('elsewhere: makes no call until it is called', async () => {
    await world.load(world.meter.runtime.environment);
    expect(namesOf()).toEqual([]);
  });

  it('on Lambda, with nothing in reach: starts, and its calls report the fault', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const nowhere = 'http://127.0.0.1:9';
    const { handler } = await world.load({
      ...world.meter.runtime.environment,
      AWS_LAMBDA_FUNCTION_NAME: 'user-get-token',
      AWS_ENDPOINT_URL_DYNAMODB: nowhere,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: nowhere,
      RONGCLOUD_HOSTS: nowhere,
    });
    const reply = await handler(eventOf('user-get-token', student), {
      getRemainingTimeInMillis: () => 10_000,
    });
    expect(JSON.parse(reply.body)).toMatchObject({ ret: 'fail', code: 'UNAVAILABLE' });
  });

  it('on Lambda, with its settings missing: names the setting in every call', async () => {
    const { handler } = await world.load({ AWS_LAMBDA_FUNCTION_NAME: 'user-get-token' });
    const call = handler(eventOf('user-get-token', student), { getRemainingTimeInMillis: () => 10_000 });
    await expect(call).rejects.toThrow('is not set');
  });
});
