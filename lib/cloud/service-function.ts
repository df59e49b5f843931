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
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ArchitectureName } from './argon2-addon.ts';
import type { Bundle } from './bundling.ts';
import { acknowledge } from './checks.ts';
import { removalPolicy, type Stage } from './stages.ts';

/**
 * CPU time costs the same money at any size up to one core (1,769 MB); waiting costs less at a small size. Measured by
 * `npm run bench -- memory`: 768 MB is 4 % cheaper and a third slower. See docs/decisions.md.
 */
export const memoryMb = 1_024;

export interface Surroundings {
  readonly stage: Stage;
  /** One log group for all functions: metrics are counted from it once, not once per function. */
  readonly logGroup: ILogGroup;
  /** Whether X-Ray traces calls; it does not in AWS China. */
  readonly isTraced: boolean;
  readonly architecture: ArchitectureName;
}

export interface ServiceFunctionProps extends Surroundings {
  readonly description: string;
  readonly bundle: Bundle;
  readonly timeoutMs: number;
  /** @default none is reserved */
  readonly reservedConcurrency?: number | undefined;
  /** Whether the gateway waits for its reply. @default false */
  readonly isBehindGateway?: boolean;
}

/** A Lambda function with a role that may write to the log group, and tracing. */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage, logGroup, isTraced, architecture } = props;
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      code: Code.fromAsset(props.bundle.folder),
      handler: 'index.handler',
      memorySize: memoryMb,
      timeout: Duration.millis(props.timeoutMs),
      reservedConcurrentExecutions: props.reservedConcurrency,
      role: new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Init times and timeouts are counted from Lambda's own report, which needs this level.
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      currentVersionOptions: { removalPolicy: removalPolicy(stage) },
    });
    if (props.isBehindGateway) {
      acknowledge(this, {
        'Serverless-LambdaDLQ':
          'The gateway waits for its answer: there is no event that could be kept for later.',
      });
    }
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    acknowledge(
      this,
      isTraced
        ? {
            'AwsSolutions-IAM5[Resource::*]':
              'X-Ray accepts traces per account: its two write actions have no resource (AWS service authorization reference).',
          }
        : {
            'Serverless-LambdaTracing':
              'X-Ray does not trace Lambda in AWS China, or the setting turns it off.',
          },
    );
  }

  allow(actions: readonly string[], resources: readonly string[]): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}
