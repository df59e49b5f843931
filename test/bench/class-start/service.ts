import type { EndpointRow } from '../../../functions/contract/endpoint-row.ts';
import { type EndpointName, endpoints } from '../../../functions/contract/endpoints.ts';
import { throttles } from '../../../functions/contract/limits.ts';
import type { Reply } from '../../../functions/http/reply.ts';
import { memoryMb } from '../../../lib/cloud/service-function.ts';
import { reservedConcurrencyOf } from '../../../lib/cloud/settings.ts';
import { seededRandom } from '../../faults/seeded-random.ts';
import { memoryDynamoDb, type Snapshot } from '../../faults/simulation/dynamodb.ts';
import { startProcess } from '../../faults/simulation/process.ts';
import { readCall, simulatedRongCloud } from '../../faults/simulation/rongcloud.ts';
import { unplugAll, type Wire } from '../../faults/simulation/wire.ts';
import { eventOf, type Query } from '../../support/gateway-call.ts';
import { assumed } from '../cost/cost-of-calls.ts';
import type { EventClock } from './event-clock.ts';
import { accountConcurrency, EnvironmentPool, TokenBucket } from './lambda.ts';
import type { Scenario } from './scenarios.ts';

/** Lambda's timeout is not simulated: a call answers before it. */
const context = { getRemainingTimeInMillis: () => 10_000 };

/** The reply of API Gateway when it or Lambda refuses a call, as lib/cloud/gateway-responses.ts has it. */
const refusedByGateway: Reply = { statusCode: 503, headers: { 'retry-after': '1' }, body: '' };

/** How often a moment was busy: a count for each second. */
export type PerSecond = Map<number, number>;

export type Service = ReturnType<typeof simulateService>;

/**
 * The deployed service in virtual time: the real endpoints, an environment for each call in progress, the tables in
 * memory, RongCloud's limits by the emulator's code, API Gateway's throttles by the rows.
 */
export function simulateService(clock: EventClock, scenario: Scenario, before: Snapshot) {
  unplugAll();
  const startAt = clock.now();
  const random = seededRandom(1);
  const database = memoryDynamoDb({ onChange: () => {}, onExecuted: () => {}, pastVersions: 0 });
  database.restore(before);
  const { joinCall, refusedCalls } = scenario;
  const behaviour = { limitRates: true, joinCall, refusedCalls };
  const rongCloud = simulatedRongCloud({ clock, behaviour, onEffect: () => {} });
  const upstream = { perSecond: new Map<string, PerSecond>(), refused: 0 };
  const secondNow = () => Math.floor((clock.now() - startAt) / 1_000);

  const wire: Wire = {
    clock,
    databaseGaveUp: () => {},
    callDatabase: async ({ operation }) => {
      await clock.pause(assumed.databaseTripMs / 2);
      try {
        return database.execute(operation);
      } finally {
        await clock.pause(assumed.databaseTripMs / 2);
      }
    },
    callRongCloud: async (message) => {
      await clock.pause(assumed.rongCloudCallMs / 2);
      const ofPath = upstream.perSecond.get(message.path) ?? new Map();
      upstream.perSecond.set(message.path, ofPath);
      ofPath.set(secondNow(), (ofPath.get(secondNow()) ?? 0) + 1);
      const reply = rongCloud.carryOut(readCall(message));
      if (reply.status === 429) upstream.refused += 1;
      await clock.pause(assumed.rongCloudCallMs / 2);
      return reply;
    },
  };

  const busy = { now: 0, max: 0, perSecond: new Map() as PerSecond };
  const onBusy = (change: 1 | -1) => {
    busy.now += change;
    busy.max = Math.max(busy.max, busy.now);
    busy.perSecond.set(secondNow(), Math.max(busy.perSecond.get(secondNow()) ?? 0, busy.now));
  };
  let processes = 0;
  const startEnvironment = (name: EndpointName) => {
    processes += 1;
    const options = { number: processes, clock, random, serverJoin: 'auto', output: () => {} };
    return startProcess({ ...options, wire: () => wire, onKilled: () => {} }).endpoint(name);
  };
  const rows = Object.entries(endpoints) as [EndpointName, EndpointRow][];
  const shared = { free: accountConcurrency };
  const functions = new Map(
    rows.map(([name, row]) => {
      const start = () => startEnvironment(name);
      const reserved = reservedConcurrencyOf(row, { stage: 'prod', reservedConcurrency: '' });
      shared.free -= reserved ?? 0;
      const pool = new EnvironmentPool({ clock, reserved, shared, memoryMb, start, onBusy });
      const { rateLimit, burstLimit } = throttles[row.throttle];
      const throttle = new TokenBucket(clock, { burst: burstLimit, perSecond: rateLimit });
      return [name, { pool, throttle }] as const;
    }),
  );

  const call = async (name: EndpointName, query: Query, sourceIp: string): Promise<Reply> => {
    const event = eventOf(name, query);
    const identity = { ...event.requestContext.identity, sourceIp };
    const from = { ...event, requestContext: { ...event.requestContext, identity } };
    const served = functions.get(name);
    if (!served?.throttle.take()) return refusedByGateway;
    const reply = await served.pool.invoke((handle) => handle(from, context));
    return reply ?? refusedByGateway;
  };
  return {
    call,
    busy,
    upstream,
    used: () => [...functions].map(([name, { pool }]) => ({ name, ...pool.used })),
    snapshot: database.snapshot,
  };
}
