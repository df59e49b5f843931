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
  'an SQS event': { Records: [{ messageId: '1', body: '{}', eventSource: 'aws:sqs' }] },
  'a call by an HTTP API, in format 2.0': {
    version: '2.0',
    rawPath: '/im/chatroom_query',
    requestContext: { requestId: 'r1', http: { method: 'GET', sourceIp: '192.0.2.1' } },
  },
  'a call by a load balancer': {
    requestContext: { elb: { targetGroupArn: 'arn' } },
    httpMethod: 'GET',
    body: '',
  },
  'a call whose body is no text': {
    httpMethod: 'POST',
    requestContext: { requestId: 'r1', identity: { sourceIp: '192.0.2.1' } },
    body: { username: 'student1' },
  },
  'a call without an address': { httpMethod: 'GET', requestContext: { requestId: 'r1' } },
};

async function handlerOf(name: string, deps: Deps): Promise<Handler> {
  const { createHandler } = await import(`../../../functions/${name}.ts`);
  return createHandler(deps, async () => 'a file of the page');
}

const requestContext = { requestId: 'r1', identity: { sourceIp: '192.0.2.1' } };

/** Calls in which the optional parts are null, as in events that people write by hand. */
const sparseCalls: Readonly<Record<string, unknown>> = {
  'null for each part': {
    httpMethod: 'GET',
    requestContext: { ...requestContext, path: null },
    path: null,
    headers: null,
    multiValueHeaders: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    body: null,
  },
  'numbers, and a text in place of a list': {
    httpMethod: 'GET',
    requestContext,
    headers: { 'content-type': 5, authorization: 5 },
    multiValueQueryStringParameters: { password: 'abc', id: [{}], live_id: [5], name: 5 },
  },
  'null for each value': {
    httpMethod: 'POST',
    requestContext,
    headers: { 'content-type': null },
    multiValueHeaders: { authorization: null },
    multiValueQueryStringParameters: { id: null, timestamp: null },
    body: '!',
    isBase64Encoded: true,
  },
};

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

async function send(name: string, event: unknown) {
  const log: LogEntry[] = [];
  const deps = {
    ...processDeps,
    environment: { ...environment, ...tableVariables },
    output: (_level: string, entry: LogEntry) => log.push(entry),
  };
  const handler = await handlerOf(name, deps);
  const context = { getRemainingTimeInMillis: () => 10_000 };
  return { log, reply: await handler(event as APIGatewayProxyEvent, context) };
}

const ownStatus: Readonly<Record<string, number>> = { [statusCallback.name]: 403, [apiDocs.name]: 200 };

describe.each([...Object.keys(endpoints), statusCallback.name, apiDocs.name])('%s', (name) => {
  it.each(Object.entries(strayEvents))('replies to %s and logs one line', async (_what, event) => {
    const { log, reply } = await send(name, event);
    expect([reply.statusCode, JSON.parse(reply.body).code]).toEqual([404, 'NOT_FOUND']);
    expect(log).toEqual([{ event: 'stray-event', endpoint: name }]);
  });

  it.each(Object.entries(sparseCalls))('replies to a call with %s without an error', async (_what, event) => {
    const { log, reply } = await send(name, event);
    expect(reply.statusCode).toBe(ownStatus[name] ?? 400);
    expect(log).toHaveLength(name === apiDocs.name ? 0 : 1);
  });
});
