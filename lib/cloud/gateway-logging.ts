import {
  AccessLogFormat,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type RestApi,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { CloudSettings } from './settings.ts';
import { logLifetime } from './stages.ts';

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

export const loggingOptions = (accessLog: ILogGroup): StageOptions => ({
  accessLogDestination: new LogGroupLogDestination(accessLog),
  accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
  loggingLevel: MethodLoggingLevel.ERROR,
  dataTraceEnabled: false,
});

/** The gateway's log of its own errors. Otherwise the gateway creates it itself and keeps it for ever. */
export function addErrorLog(restApi: RestApi, settings: CloudSettings): void {
  const errors = new LogGroup(restApi, 'Errors', {
    ...logLifetime(settings),
    logGroupName: `API-Gateway-Execution-Logs_${restApi.restApiId}/${settings.stage}`,
  });
  restApi.deploymentStage.node.addDependency(errors);
}
