import { type CfnElement, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { releaseCheck } from '../../functions/contract/scheduled.ts';
import { settings as functionSettings } from '../../functions/contract/settings.ts';
import { exampleCall } from '../openapi/examples.ts';
import { acknowledge } from './checks.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import { ServiceFunction, type SharedResources } from './service-function.ts';

/** Short: Lambda accepts 4 KB of environment variables, and the names of 20 endpoints must fit. The check has its own login. */
function releaseVersion(row: EndpointRow, { functionName, currentVersion }: LambdaFunction) {
  const { username, password, ...parameters } = exampleCall(row);
  return { version: `${functionName}:${currentVersion.version}`, parameters };
}

/** The function that CodeDeploy calls before a new version gets traffic. It has the new version of each endpoint. */
export class ReleaseCheck extends ServiceFunction {
  constructor(scope: Construct, shared: SharedResources, functions: readonly EndpointFunction[]) {
    super(scope, 'release-check', shared, releaseCheck);
    const stack = Stack.of(this);
    const versions = functions.map(({ row, lambda }) => [row.name, releaseVersion(row, lambda)]);
    this.lambda.addEnvironment(
      functionSettings.releaseVersions.variable,
      stack.toJsonString(Object.fromEntries(versions)),
    );
    this.allow(
      ['lambda:InvokeFunction'],
      functions.map(({ lambda }) => `${lambda.functionArn}:*`),
    );
    const anyVersion = functions.map(({ lambda }) => [
      `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(lambda.node.defaultChild as CfnElement)}.Arn>:*]`,
      'Any version of this one function: the number of a new version is not known before it exists.',
    ]);
    acknowledge(this, {
      ...Object.fromEntries(anyVersion),
      'Serverless-LambdaDLQ': 'CodeDeploy waits for the result and rolls back if there is none.',
    });
  }
}
