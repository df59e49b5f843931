import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import { type FunctionRow, settingsOfRongCloud } from '../../functions/contract/function-row.ts';
import { settings as functionSettings, type SettingName } from '../../functions/contract/settings.ts';
import { type TableAction, tableVariable } from '../../functions/contract/tables.ts';
import type { AppSecret } from './app-secret.ts';
import type { Bundles } from './bundling.ts';
import { acknowledge } from './checks.ts';
import { architectureOf, type CloudSettings, isTraced } from './settings.ts';
import { removalPolicy } from './stages.ts';
import type { Tables } from './tables.ts';

/**
 * CPU time costs the same money at any size up to one core (1,769 MB); waiting costs less at a small size. Measured by
 * `npm run bench -- memory`; see docs/decisions.md.
 */
export const memoryMb = 896;

export interface SharedResources {
  readonly settings: CloudSettings;
  readonly bundles: Bundles;
  readonly tables: Tables;
  readonly secret: AppSecret;
  /** One log group for all functions: metrics are counted from it once, not once per function. */
  readonly logGroup: ILogGroup;
}

interface ServiceFunctionProps extends FunctionRow {
  readonly summary: string;
  readonly timeoutMs: number;
  /** @default none is reserved */
  readonly reservedConcurrency?: number | undefined;
  /** True if the gateway waits for its reply. @default false */
  readonly isBehindGateway?: true;
}

/** An item is read alone or in a batch, depending on the other reads of the turn (functions/dynamodb/items.ts). */
const iamActions = (operation: string) =>
  operation === 'GetItem' ? ['dynamodb:GetItem', 'dynamodb:BatchGetItem'] : [`dynamodb:${operation}`];

/** A Lambda function with exactly the permissions and the variables of its row, a log and traces. */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;

  /** @param id the name of its file in functions/. */
  constructor(scope: Construct, id: string, shared: SharedResources, props: ServiceFunctionProps) {
    super(scope, id);
    const { settings, logGroup, bundles } = shared;
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: architectureOf(settings) === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      code: Code.fromAsset(bundles(id)),
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
      tracing: isTraced(settings) ? Tracing.ACTIVE : Tracing.DISABLED,
      currentVersionOptions: { removalPolicy: removalPolicy(settings) },
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.bind(props, shared);
    acknowledgeDesign(this, isTraced(settings), props.isBehindGateway);
  }

  allow(actions: readonly string[], resources: readonly string[]): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /** Calls it at an interval. A failed run is not retried: the next one does its work. */
  runEvery(minutes: number): void {
    this.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this.lambda, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(minutes)),
      targets: [new LambdaTarget(this.lambda, { retryAttempts: 0 })],
    });
    const reason = 'All events are alike and empty: the next one does the work of a lost one.';
    acknowledge(this.lambda, {
      'Serverless-LambdaDLQ': reason,
      'Serverless-LambdaAsyncFailureDestination': reason,
      'Serverless-EventBusDLQ': reason,
    });
  }

  private bind({ access, settings: own }: FunctionRow, { tables, secret, settings }: SharedResources): void {
    const { rongCloud, ...touched } = access;
    for (const [name, table] of tables) {
      const actions: readonly TableAction[] | undefined = touched[name];
      if (actions === undefined) continue;
      this.lambda.addEnvironment(tableVariable(name), table.tableName);
      for (const action of actions) {
        const [operation = '', index] = action.split(' ');
        const { tableArn } = table;
        this.allow(iamActions(operation), [index === undefined ? tableArn : `${tableArn}/index/${index}`]);
      }
    }
    if (rongCloud) this.bindSecret(secret, settings);
    const names: readonly SettingName[] = rongCloud ? [...settingsOfRongCloud, ...own] : own;
    for (const name of names) {
      const { variable } = functionSettings[name];
      const text = settings.variables[variable];
      if (text !== undefined) this.lambda.addEnvironment(variable, text);
    }
  }

  private bindSecret({ id, arn }: AppSecret, { secretKeyArn }: CloudSettings): void {
    this.lambda.addEnvironment(functionSettings.rongCloudSecretId.variable, id);
    this.allow(['secretsmanager:GetSecretValue'], [arn]);
    if (secretKeyArn !== '') this.allow(['kms:Decrypt'], [secretKeyArn]);
  }
}

function acknowledgeDesign(target: Construct, isTraced: boolean, isBehindGateway?: true): void {
  if (isTraced) {
    acknowledge(target, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray accepts traces per account: its two write actions have no resource (AWS service authorization reference).',
    });
  } else {
    const reason = 'X-Ray does not trace Lambda in AWS China, or the setting turns it off.';
    acknowledge(target, { 'Serverless-LambdaTracing': reason });
  }
  if (isBehindGateway) {
    acknowledge(target, {
      'Serverless-LambdaDLQ': 'The gateway waits for the reply: no event is left over.',
    });
  }
}
