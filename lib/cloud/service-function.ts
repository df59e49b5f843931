import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Bundle } from './bundling.ts';
import { removalPolicy, type Stage } from './stages.ts';

/**
 * A hash costs the same money at any size up to one whole core (1,769 MB), so size buys speed: at 1,024 MB a
 * password check takes about 60 ms. What a larger one adds is paid while waiting for RongCloud.
 */
export const memoryMb = 1_024;

export interface ServiceFunctionProps {
  readonly description: string;
  readonly bundle: Bundle;
  readonly timeoutMs: number;
  readonly stage: Stage;
  /** @default none is reserved */
  readonly reservedConcurrency?: number | undefined;
}

/** A Lambda function as all of ours are: its log group, a role that may write there, and tracing. */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logRetention,
      removalPolicy: removalPolicy(stage),
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.bundle.folder),
      handler: 'index.handler',
      memorySize: memoryMb,
      timeout: Duration.millis(props.timeoutMs),
      reservedConcurrentExecutions: props.reservedConcurrency,
      role: new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Start-up times and time-outs are counted from Lambda's own report, which is told at this level.
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: Tracing.ACTIVE,
      currentVersionOptions: { removalPolicy: removalPolicy(stage) },
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
    acknowledge(this, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray takes traces by account: its two write actions know no resource (AWS service authorization reference).',
    });
  }

  /** Adds to what the function's role may do. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}
