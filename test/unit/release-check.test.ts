import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type LogEntry, processDeps } from '../../functions/platform/deps.ts';
import { createHandler } from '../../functions/release-check.ts';
import { type Answer, httpStub } from './rongcloud/http-stub.ts';

const versions = {
  'chatroom-query': { version: 'query:7', parameters: { id: '7' } },
  'user-get-token': { version: 'token:9', parameters: {} },
};
const hook = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'x-1' };
const reply = (code: string) =>
  JSON.stringify({ statusCode: 401, body: `{"reason":"","ret":"fail","code":"${code}"}` });

function setup(replies: Readonly<Record<string, string | undefined | Error>>) {
  const invoked: [string, unknown][] = [];
  const reported: string[] = [];
  const log: LogEntry[] = [];
  const deps = {
    ...processDeps,
    environment: { RELEASE_VERSIONS: JSON.stringify(versions) },
    output: (_level: string, entry: LogEntry) => log.push(entry),
  };
  const run = createHandler(deps, {
    invoke: async (version, event) => {
      invoked.push([version, event]);
      const found = replies[version];
      if (found instanceof Error) throw found;
      return found;
    },
    report: async ({ DeploymentId }, status) => void reported.push(`${DeploymentId} ${status}`),
  });
  return { run, invoked, reported, log };
}

describe('the release check', () => {
  it('calls the new version of every endpoint as the gateway does, and reports success', async () => {
    const { run, invoked, reported, log } = setup({
      'query:7': reply('WRONG_CREDENTIALS'),
      'token:9': reply('TOO_MANY_ATTEMPTS'),
    });
    await run(hook);
    expect(invoked.map(([version]) => version)).toEqual(['query:7', 'token:9']);
    expect(invoked[0]?.[1]).toMatchObject({
      httpMethod: 'GET',
      multiValueQueryStringParameters: {
        username: ['release-check'],
        password: ['release-check'],
        id: ['7'],
      },
      requestContext: { requestId: 'release-check', identity: { sourceIp: '192.0.2.1' } },
    });
    expect(reported).toEqual(['d-1 Succeeded']);
    expect(log).toEqual([
      { run: 'release-check', 'chatroom-query': 'WRONG_CREDENTIALS', 'user-get-token': 'TOO_MANY_ATTEMPTS' },
    ]);
  });

  it.each([
    ['crashes', undefined, 'the function crashed'],
    ['is not invoked', new Error('AccessDenied'), 'the function crashed'],
    ['replies INTERNAL', reply('INTERNAL'), 'INTERNAL'],
    ['cannot reach DynamoDB', reply('UNAVAILABLE'), 'UNAVAILABLE'],
    ['replies outside the envelope', '{"body":"<html>"}', 'no reply in the envelope'],
    ['replies nothing', 'null', 'no reply in the envelope'],
  ])('reports a failure if a version %s', async (_what, answer, code) => {
    const { run, reported, log } = setup({
      'query:7': answer,
      'token:9': reply('WRONG_CREDENTIALS'),
    });
    await run(hook);
    expect(reported).toEqual(['d-1 Failed']);
    expect(log[0]?.['chatroom-query']).toBe(code);
  });

  it('invokes and reports by the APIs of AWS, and takes a reply with a function error for a crash', async () => {
    const aws = await httpStub(
      ({ path }): Answer =>
        path.includes('/functions/')
          ? { headers: { 'x-amz-function-error': 'Unhandled' }, body: reply('WRONG_CREDENTIALS') }
          : { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: {} },
    );
    onTestFinished(() => aws.close());
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('AWS_ENDPOINT_URL', aws.origin);
    const credentials = { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const environment = {
      ...credentials,
      RELEASE_VERSIONS: JSON.stringify({ query: versions['chatroom-query'] }),
    };
    await createHandler({ ...processDeps, environment, output: () => {} })(hook);
    const [invoked, reported] = aws.received;
    expect(invoked?.path).toBe('/2015-03-31/functions/query%3A7/invocations');
    expect(reported?.headers['x-amz-target']).toMatch(/\.PutLifecycleEventHookExecutionStatus$/);
    expect(JSON.parse(reported?.body ?? '')).toEqual({
      deploymentId: 'd-1',
      lifecycleEventHookExecutionId: 'x-1',
      status: 'Failed',
    });
  });

  it('makes one call at a time, so that a check per endpoint does not exhaust the concurrency', async () => {
    let inProgress = 0;
    const seen: number[] = [];
    const run = createHandler(
      { ...processDeps, environment: { RELEASE_VERSIONS: JSON.stringify(versions) }, output: () => {} },
      {
        invoke: async () => {
          inProgress += 1;
          seen.push(inProgress);
          await new Promise(setImmediate);
          inProgress -= 1;
          return reply('WRONG_CREDENTIALS');
        },
        report: async () => {},
      },
    );
    await run(hook);
    expect(seen).toEqual([1, 1]);
  });

  it.each([[{}], [null], ['ping'], [[]], [{ DeploymentId: 'd-1' }]])(
    'logs one line for %j, which is not from CodeDeploy',
    async (event) => {
      const { run, invoked, log } = setup({});
      await run(event);
      expect(invoked).toEqual([]);
      expect(log).toEqual([{ event: 'stray-event', run: 'release-check' }]);
    },
  );
});
