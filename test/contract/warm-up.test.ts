import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { onLambda } from '../../functions/http/handler.ts';
import { eventOf } from '../support/gateway-call.ts';
import { startMeter } from '../support/meter.ts';
import { startTestService, student } from '../support/test-service.ts';

type Loaded = { handler: Awaited<ReturnType<typeof onLambda>> };

/** A process as on Lambda: all settings come from the environment. */
async function setup() {
  const service = await startTestService({ runsSchedules: false });
  const meter = await startMeter(service.deps);
  const load = async (environment: Readonly<Record<string, string | undefined>>): Promise<Loaded> => {
    for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
    vi.resetModules();
    return await import('../../functions/user-get-token.ts');
  };
  return { ...service, meter, load };
}

describe('a function that starts', () => {
  let service: Awaited<ReturnType<typeof setup>>;
  beforeEach(async () => {
    service = await setup();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await service.meter.stop();
    await service.stop();
  });

  const namesOf = () => service.meter.take().map(({ name }) => name);

  it('on Lambda: has read the secret and called DynamoDB before its first call', async () => {
    const { environment } = service.meter.deps;
    await service.load({ ...environment, AWS_LAMBDA_FUNCTION_NAME: 'user-get-token' });
    expect(namesOf().toSorted()).toEqual(['BatchGetItem', 'GetSecretValue']);
  });

  it('on Lambda: runs a login as JIT warm-up without any trace', async () => {
    const info = vi.spyOn(console, 'info');
    const error = vi.spyOn(console, 'error');
    const { environment } = service.meter.deps;
    await service.load({ ...environment, AWS_LAMBDA_FUNCTION_NAME: 'user-get-token' });
    expect([info.mock.calls, error.mock.calls]).toEqual([[], []]);
  });

  it('elsewhere: makes no call until it is called', async () => {
    await service.load(service.meter.deps.environment);
    expect(namesOf()).toEqual([]);
  });

  it('on Lambda, with nothing in reach: starts, and its calls report the fault', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const nowhere = 'http://127.0.0.1:9';
    const { handler } = await service.load({
      ...service.meter.deps.environment,
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
    const { handler } = await service.load({ AWS_LAMBDA_FUNCTION_NAME: 'user-get-token' });
    const call = handler(eventOf('user-get-token', student), { getRemainingTimeInMillis: () => 10_000 });
    await expect(call).rejects.toThrow('is not set');
  });
});
