import { type CfnElement, Stack } from 'aws-cdk-lib';
import type { LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { releaseCheck } from '../../functions/contract/scheduled.ts';
import { settings } from '../../functions/contract/settings.ts';
import { exampleCall } from '../openapi/examples.ts';
import type { Bundle } from './bundling.ts';
import { acknowledge } from './checks.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';

export interface ReleaseCheckProps {
  readonly bundle: Bundle;
  readonly functions: ReadonlyMap<EndpointName, EndpointFunction>;
  readonly surroundings: Surroundings;
}

/** Short: Lambda accepts 4 KB of environment variables, and the names of 20 endpoints must fit. The check has its own login. */
function releaseVersion(name: EndpointName, { functionName, currentVersion }: LambdaFunction) {
  const { username: _username, password: _password, ...parameters } = exampleCall(endpoints[name]);
  return { version: `${functionName}:${currentVersion.version}`, parameters };
}

/** The function that CodeDeploy calls before a new version gets traffic. It knows the new version of each endpoint. */
export class ReleaseCheck extends ServiceFunction {
  constructor(scope: Construct, id: string, { bundle, functions, surroundings }: ReleaseCheckProps) {
    const { summary, timeoutMs } = releaseCheck;
    super(scope, id, { description: summary, bundle, timeoutMs, ...surroundings });
    const versions = [...functions].map(([name, { lambda }]) => [name, releaseVersion(name, lambda)]);
    this.lambda.addEnvironment(
      settings.releaseVersions.variable,
      Stack.of(this).toJsonString(Object.fromEntries(versions)),
    );
    const names = [...functions.values()].map(({ lambda }) => `${lambda.functionArn}:*`);
    this.allow(['lambda:InvokeFunction'], names);
    acknowledge(this, {
      ...Object.fromEntries(
        [...functions.values()].map(({ lambda }) => [
          `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(lambda.node.defaultChild as CfnElement)}.Arn>:*]`,
          'Any version of this one function: the number of a new version is not known before it exists.',
        ]),
      ),
      'Serverless-LambdaDLQ': 'CodeDeploy waits for the result and rolls back if there is none.',
    });
  }

  allowReport(group: LambdaDeploymentGroup): void {
    group.grantPutLifecycleEventHookExecutionStatus(this.lambda);
  }
}
