import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { EndpointFunction } from './endpoint-function.ts';

export interface DeploymentsProps {
  readonly functions: ReadonlyMap<string, EndpointFunction>;
  /** Any of these, ringing while calls move to a new version, moves them back. */
  readonly alarms: readonly Alarm[];
}

/** A new version gets a tenth of the calls for five minutes, then all. */
const { CANARY_10PERCENT_5MINUTES } = LambdaDeploymentConfig;

/** Moves calls to new versions step by step, and back where an alarm rings. */
export class Deployments extends Construct {
  constructor(scope: Construct, id: string, { functions, alarms }: DeploymentsProps) {
    super(scope, id);
    const application = new LambdaApplication(this, 'Application');
    const role = this.createRole([...functions.values()]);
    for (const [name, { alias }] of functions) {
      new LambdaDeploymentGroup(this, name, {
        application,
        alias,
        alarms: [...alarms],
        deploymentConfig: CANARY_10PERCENT_5MINUTES,
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
        // The construct would add AWS's own policy, which reaches every function of the account.
        role: role.withoutPolicyUpdates(),
      });
    }
  }

  private createRole(functions: readonly EndpointFunction[]): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    const aliases = functions.map(({ lambda, alias }) => `${lambda.functionArn}:${alias.aliasName}`);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        resources: aliases,
      }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'CodeDeploy describes alarms by a list of names, which is asked of the account as a whole.',
    });
    return role;
  }
}
