import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  CfnAccount,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type RestApi,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './checks.ts';
import type { CloudSettings } from './settings.ts';
import { removalPolicy, stages } from './stages.ts';

/**
 * The fields of the access log: the path without its query, and no header. Queries, bodies, Authorization and Referer
 * may contain a password.
 */
const accessLogFields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  bytes: '$context.responseLength',
  ms: '$context.responseLatency',
  integrationMs: '$context.integrationLatency',
  error: '$context.error.responseType',
  traceId: '$context.xrayTraceId',
} as const;

/** The permissions of AWS's own policy for this role. API Gateway refuses a role with fewer. */
const logActions = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:PutLogEvents',
];

/** The gateway's access log and its log of its own errors. */
export class GatewayLogging extends Construct {
  readonly accessLog: LogGroup;
  private readonly settings: CloudSettings;
  private readonly account: CfnAccount | undefined;

  constructor(scope: Construct, id: string, settings: CloudSettings) {
    super(scope, id);
    this.settings = settings;
    this.accessLog = new LogGroup(this, 'Access', this.retention);
    this.account = settings.gatewayLogRole === 'create' ? this.createAccountRole() : undefined;
  }

  get stageOptions(): StageOptions {
    return {
      accessLogDestination: new LogGroupLogDestination(this.accessLog),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      loggingLevel: MethodLoggingLevel.ERROR,
      dataTraceEnabled: false,
    };
  }

  /** Otherwise the gateway creates its error log itself and keeps it for ever. */
  attach(restApi: RestApi): void {
    const { deploymentStage } = restApi;
    const errors = new LogGroup(this, 'Errors', {
      ...this.retention,
      logGroupName: `API-Gateway-Execution-Logs_${restApi.restApiId}/${this.settings.stage}`,
    });
    deploymentStage.node.addDependency(errors);
    if (this.account !== undefined) deploymentStage.node.addDependency(this.account);
  }

  private get retention() {
    const stage = stages[this.settings.stage];
    return { retention: stage.logRetention, removalPolicy: removalPolicy(stage) };
  }

  /** One per account and region, for all REST APIs: it stays when this stack is removed. */
  private createAccountRole(): CfnAccount {
    const role = new Role(this, 'AccountRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: {
        WriteLogs: new PolicyDocument({
          statements: [new PolicyStatement({ actions: logActions, resources: ['*'] })],
        }),
      },
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'The role serves every REST API of the account in this region, and API Gateway refuses one that may write to fewer log groups.',
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    account.node.addDependency(role);
    return account;
  }
}
