import { afterAll, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import type { Handler } from '../../functions/http/handler.ts';
import { createHandler } from '../../lib/local/handlers.ts';
import { exampleCall } from '../../lib/openapi/examples.ts';
import { untilIdle } from '../support/event-loop.ts';
import { eventOf, type Query } from '../support/gateway-call.ts';
import { startInterceptingProxy } from '../support/intercepting-proxy.ts';
import { manualClock } from '../support/manual-clock.ts';
import { startTestService } from '../support/test-service.ts';

/** The example of a row, with a room that a fresh start has. */
const queryOf = (row: EndpointRow): Query => ({
  ...exampleCall(row),
  username: 'teacher1',
  id: row.example.call.id ?? '3',
});

/** Less than the timeout of any call to DynamoDB or RongCloud, so that only this limit can end the wait. */
const remainingMs = 900;
/** 500 ms before the function's own end, and the work 100 ms before that. */
const answeredAfterMs = 300;

/** Functions with little time left, on a clock that moves only while nothing else runs. */
async function setup() {
  const clock = manualClock();
  const service = await startTestService({ clock, runsSchedules: false });
  const silence = await startInterceptingProxy('', () => new Promise(() => {}));
  const { deps } = service;

  /** @returns the answer's code, and how long it took. */
  const call = async (name: keyof typeof endpoints, variables: Readonly<Record<string, string>> = {}) => {
    const environment = { ...deps.environment, ...variables };
    const handler = await createHandler<Handler>(name, { ...deps, environment });
    const startedAt = clock.now();
    let reply: { readonly body: string } | undefined;
    handler(eventOf(name, queryOf(endpoints[name])), { getRemainingTimeInMillis: () => remainingMs }).then(
      (answer) => {
        reply = answer;
      },
    );
    for (await untilIdle(); reply === undefined; await untilIdle()) {
      if (clock.nextDueInMs === undefined) throw new Error('a call that waits for nothing');
      await clock.advance(clock.nextDueInMs);
    }
    const { code = 'OK' } = JSON.parse(reply.body);
    return [code, clock.now() - startedAt];
  };

  return {
    withSilentDynamoDb: (name: keyof typeof endpoints) =>
      call(name, { AWS_ENDPOINT_URL_DYNAMODB: silence.origin }),
    withSilentRongCloud: (name: keyof typeof endpoints) => call(name, { RONGCLOUD_HOSTS: silence.origin }),
    stop: async () => {
      await silence.stop();
      await service.stop();
    },
  };
}

const service = await setup();
afterAll(() => service.stop());

const names = Object.keys(endpoints) as (keyof typeof endpoints)[];

it.each(names)('%s: replies before the function ends if DynamoDB is silent', async (name) => {
  expect(await service.withSilentDynamoDb(name)).toEqual(['UNAVAILABLE', answeredAfterMs]);
});

it.each(names.filter((name) => 'rongCloud' in endpoints[name].access))(
  '%s: replies before the function ends if RongCloud is silent',
  async (name) => {
    expect(await service.withSilentRongCloud(name)).toEqual(['UPSTREAM_UNAVAILABLE', answeredAfterMs]);
  },
);
