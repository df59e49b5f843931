import { expect, it, onTestFinished } from 'vitest';
import type { LogEntry } from '../../functions/platform/deps.ts';
import { bundleFunctions } from '../../lib/cloud/bundling.ts';
import { tableVariables } from '../../lib/local/dynamodb.ts';
import { eventOf } from '../support/gateway-call.ts';
import { startLambda } from '../support/lambda-process.ts';
import { newFolder } from '../support/temporary-folder.ts';

// Every other test sets the address of DynamoDB. On AWS the SDK finds it by itself, and the code for that must be in the
// bundle. A region that does not exist has no such host, so the test ends at the DNS lookup.
it('finds DynamoDB by the region only', async () => {
  const bundles = await bundleFunctions(newFolder(), 'arm64', ['chatroom-query']);
  const log: LogEntry[] = [];
  const lambda = await startLambda({
    folder: bundles('chatroom-query'),
    environment: {
      ...tableVariables(),
      AWS_REGION: 'nowhere-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
    timeoutMs: 10_000,
    output: (entry) => log.push(entry),
  });
  onTestFinished(() => lambda.stop());
  await lambda.invoke(eventOf('chatroom-query', { username: 'student1', password: '123456', id: 7 }));
  expect(JSON.stringify(log)).toContain('getaddrinfo');
  expect(JSON.stringify(log)).toContain('dynamodb.nowhere-1.amazonaws.com');
});

// Bundles have no node:fs/promises, and every other test of the page passes its own reader.
it('reads the files of the page beside its function', async () => {
  const folder = (await bundleFunctions(newFolder(), 'arm64', ['api-docs']))('api-docs');
  const environment = { LAMBDA_TASK_ROOT: folder };
  const lambda = await startLambda({ folder, environment, timeoutMs: 10_000, output: () => {} });
  onTestFinished(() => lambda.stop());
  const requestContext = { requestId: 'r1', path: '/prod/im/docs', identity: { sourceIp: '192.0.2.1' } };
  const event = { requestContext, headers: {}, queryStringParameters: null, body: null };
  const icon = await lambda.invoke({ ...event, pathParameters: { file: 'icon.svg' } });
  expect(icon).toMatchObject({ statusCode: 200, body: expect.stringMatching(/^<svg /) });
  expect(await lambda.invoke({ ...event, pathParameters: null })).toMatchObject({
    statusCode: 200,
    body: expect.stringContaining('src="/prod/im/docs/page.js"'),
  });
});
