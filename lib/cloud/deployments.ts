import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './checks.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * A new version gets a tenth of the calls for ten minutes, then all. The alarms of the endpoints have one-minute periods,
 * and CloudWatch needs two to three minutes for one.
 */
const { CANARY_10PERCENT_10MINUTES } = LambdaDeploymentConfig;

/** In AWS China the service has a principal of its own in each region (CodeDeploy user guide, "Create a service role"). */
const codeDeploy = (region: string) =>
  new ServicePrincipal(
    region.startsWith('cn-') ? `codedeploy.${region}.amazonaws.com.cn` : 'codedeploy.amazonaws.com',
  );

/** Moves calls to new versions step by step, and back if the check fails or an alarm goes into ALARM. */
export class Deployments extends Construct {
  /** @param releaseCheck checks a new version before it gets any traffic. */
  constructor(
    scope: Construct,
    alarms: ReadonlyMap<EndpointFunction, Alarm>,
    { lambda: releaseCheck }: ServiceFunction,
  ) {
    super(scope, 'Deployments');
    const application = new LambdaApplication(this, 'Application');
    const role = this.createRole([...alarms.keys()], releaseCheck);
    for (const [{ row, alias }, alarm] of alarms) {
      const group = new LambdaDeploymentGroup(this, row.name, {
        application,
        alias,
        alarms: [alarm],
        deploymentConfig: CANARY_10PERCENT_10MINUTES,
        preHook: releaseCheck,
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
        // The construct would add AWS's own policy, which covers every function of the account.
        role: role.withoutPolicyUpdates(),
      });
      group.grantPutLifecycleEventHookExecutionStatus(releaseCheck);
    }
  }

  /** The service authorization reference gives alias actions the function as resource, some documents the alias. */
  private createRole(functions: readonly EndpointFunction[], hook: IFunction): Role {
    const role = new Role(this, 'Role', { assumedBy: codeDeploy(Stack.of(this).region) });
    const allow = (actions: string[], resources: string[]) =>
      role.addToPolicy(new PolicyStatement({ actions, resources }));
    const names = functions.flatMap(({ lambda, alias }) => [
      lambda.functionArn,
      `${lambda.functionArn}:${alias.aliasName}`,
    ]);
    allow(['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'], names);
    allow(['lambda:InvokeFunction'], [hook.functionArn]);
    allow(['cloudwatch:DescribeAlarms'], ['*']);
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'CodeDeploy describes alarms by a list of names, an action on the account as a whole.',
    });
    return role;
  }
}
