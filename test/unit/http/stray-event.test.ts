import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { apiDocs } from '../../../functions/contract/api-docs.ts';
import { endpoints } from '../../../functions/contract/endpoints.ts';
import { statusCallback } from '../../../functions/contract/status-callback.ts';
import type { Handler } from '../../../functions/http/handler.ts';
import { type Deps, type LogEntry, processDeps } from '../../../functions/platform/deps.ts';

/** Enough for an endpoint to be built; a stray event reaches none of these. */
const environment = {
  AWS_REGION: 'local',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  RONGCLOUD_HOSTS: 'china',
  RONGCLOUD_SECRET_ID: 'local',
};

const strayEvents: Readonly<Record<string, unknown>> = {
  'an empty object': {},
  null: null,
  'a text': 'ping',
  'a warm-up ping': { source: 'serverless-plugin-warmup' },
  'an EventBridge event': {
    version: '0',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    detail: {},
  },
  'a console test without a request context': { httpMethod: 'GET', headers: {}, path: '/im/chatroom_query' },
  'a call without an address': { httpMethod: 'GET', requestContext: { requestId: 'r1' } },
};

async function handlerOf(name: string, deps: Deps): Promise<Handler> {
  const { createHandler } = await import(`../../../functions/${name}.ts`);
  return createHandler(deps);
}

const tableVariables = Object.fromEntries(
  [
    'USERS',
    'CHATROOMS',
    'COUNTERS',
    'CREATIONS',
    'QUOTAS',
    'ATTEMPTS',
    'SANCTIONS',
    'ATTENDANCE',
    'CALLBACKS',
  ].map((name) => [`${name}_TABLE`, name]),
);

describe.each([...Object.keys(endpoints), statusCallback.name, apiDocs.name])('%s', (name) => {
  it.each(Object.entries(strayEvents))('replies to %s and logs one line', async (_what, event) => {
    const log: LogEntry[] = [];
    const deps = {
      ...processDeps,
      environment: { ...environment, ...tableVariables },
      output: (_level: string, entry: LogEntry) => log.push(entry),
    };
    const handler = await handlerOf(name, deps);
    const reply = await handler(event as APIGatewayProxyEvent, { getRemainingTimeInMillis: () => 10_000 });
    expect([reply.statusCode, JSON.parse(reply.body).code]).toEqual([404, 'NOT_FOUND']);
    expect(log).toEqual([{ event: 'stray-event', endpoint: name }]);
  });
});
