import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { parseJson } from './contract/json.ts';
import { releaseCheck } from './contract/scheduled.ts';
import { readSetting, settings } from './contract/settings.ts';
import { awsClientConfig } from './platform/aws-client.ts';
import type { Deps } from './platform/deps.ts';
import { onSchedule } from './platform/scheduled.ts';

const hookEvent = z.object({ DeploymentId: z.string(), LifecycleEventHookExecutionId: z.string() });

/** Codes which prove that the login has read DynamoDB, and not only that the code loads. */
const provingCodes = ['WRONG_CREDENTIALS', 'TOO_MANY_ATTEMPTS'];

/** A first call opens connections and hashes a password; functions themselves give up after ten seconds. */
const invokeTimeoutMs = 12_000;

/** A call of an account that does not exist, as API Gateway passes it. */
const gatewayCall = (parameters: Readonly<Record<string, string>>) => ({
  httpMethod: 'GET',
  headers: {},
  multiValueHeaders: {},
  multiValueQueryStringParameters: Object.fromEntries(
    Object.entries({ ...parameters, username: 'release-check', password: 'release-check' }).map(
      ([name, value]) => [name, [value]],
    ),
  ),
  body: null,
  isBase64Encoded: false,
  // An address that only documentation uses (RFC 5737).
  requestContext: { requestId: releaseCheck.requestId, identity: { sourceIp: '192.0.2.1' } },
});

/** The AWS calls of the check; a test passes its own. */
function awsCalls(deps: Deps) {
  const config = awsClientConfig(deps);
  const requestHandler = { ...config.requestHandler, requestTimeout: invokeTimeoutMs };
  const lambda = new LambdaClient({ ...config, requestHandler });
  const codeDeploy = new CodeDeployClient(config);
  return {
    /** @returns the reply as JSON text, or undefined if the function crashed. */
    invoke: async (FunctionName: string, event: object): Promise<string | undefined> => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
      );
      return FunctionError === undefined ? Payload?.transformToString() : undefined;
    },
    report: async (execution: z.output<typeof hookEvent>, status: 'Succeeded' | 'Failed'): Promise<void> => {
      const { DeploymentId, LifecycleEventHookExecutionId } = execution;
      await codeDeploy.send(
        new PutLifecycleEventHookExecutionStatusCommand({
          deploymentId: DeploymentId,
          lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
          status,
        }),
      );
    },
  };
}

const replyShape = z.object({ body: z.string() });
const bodyShape = z.object({ code: z.string() });

/** @returns the code of a reply in our envelope, or the fault. */
function codeOf(reply: string | undefined): string {
  if (reply === undefined) return 'the function crashed';
  const { body = '' } = replyShape.safeParse(parseJson(reply)).data ?? {};
  return bodyShape.safeParse(parseJson(body)).data?.code ?? 'no reply in the envelope';
}

/**
 * CodeDeploy's hook before a new version gets traffic: calls the new version of every endpoint with a real event. The
 * release is rolled back unless each replies.
 */
export const createHandler = (deps: Deps, calls = awsCalls(deps)) => {
  const versions = readSetting(deps.environment, settings.releaseVersions);
  return async (event: unknown): Promise<void> => {
    const { data: execution } = hookEvent.safeParse(event);
    if (execution === undefined) return deps.output('info', { event: 'stray-event', run: 'release-check' });
    const codes: [endpoint: string, code: string][] = [];
    // One after another: CodeDeploy runs a check for each endpoint at once, and an account has a limit of concurrency.
    for (const [endpoint, { version, parameters }] of Object.entries(versions)) {
      const reply = await calls.invoke(version, gatewayCall(parameters)).catch(() => undefined);
      codes.push([endpoint, codeOf(reply)]);
    }
    const failed = codes.filter(([, code]) => !provingCodes.includes(code));
    deps.output(failed.length === 0 ? 'info' : 'error', {
      run: 'release-check',
      ...Object.fromEntries(codes),
    });
    await calls.report(execution, failed.length === 0 ? 'Succeeded' : 'Failed');
  };
};

export const handler = onSchedule(createHandler);
