import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Wording } from '../../functions/contract/reasons.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { Gateway } from './rest-api.ts';
import type { ServiceFunction } from './service-function.ts';
import type { CloudSettings } from './settings.ts';

/** The sources of the metrics. */
export interface Monitored {
  readonly functions: readonly EndpointFunction[];
  readonly gateway: Gateway;
  readonly logMetrics: LogMetrics;
  readonly settings: CloudSettings;
  /** Undefined in a stage without the probe. */
  readonly probe: ServiceFunction | undefined;
}

/**
 * An alarm and its meaning, which is in its mail. The English texts are in ASCII: CloudFormation reads other characters
 * back as question marks, which `cdk diff` leaves out and `cdk import` takes for changes.
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/814
 */
export interface AlarmRow extends Wording {
  /** Undefined if the stage lacks its source. */
  readonly metric: (sources: Monitored) => IMetric | undefined;
  /** ALARM from this value on. @default 1 */
  readonly threshold?: number | ((settings: CloudSettings) => number);
  /** If true, no data means ALARM. @default false */
  readonly isAlarmWithoutData?: boolean;
  /** Datapoints to alarm, of how many periods. @default 1 of 1 */
  readonly datapoints?: readonly [number, number];
}

/** A percentage of a few calls says little: fewer failures than this count as none. */
const minFailures = 3;

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

const percent = (failed: IMetric, calls: IMetric): IMetric =>
  new MathExpression({
    expression: `IF(failed >= ${minFailures}, 100 * failed / calls, 0)`,
    usingMetrics: { failed, calls },
    period: fiveMinutes,
  });

/**
 * A Lambda metric over all endpoints by CloudWatch Metrics Insights: one query, however many endpoints there are. Metric
 * math takes ten metrics per alarm.
 */
function ofAllEndpoints({ functions }: Monitored, metric: string, period: Duration): IMetric {
  const names = functions.map(({ lambda }) => `FunctionName = '${lambda.functionName}'`);
  return new MathExpression({
    expression: `SELECT ${metric} FROM SCHEMA("AWS/Lambda", FunctionName) WHERE ${names.join(' OR ')}`,
    usingMetrics: {},
    period,
  });
}

/** Of an endpoint's function if each has a reserve, else of the account, in percent of its quota. */
function runningAtOnce(monitored: Monitored): IMetric {
  if (monitored.settings.reservedConcurrency) {
    return ofAllEndpoints(monitored, 'MAX(ConcurrentExecutions)', minute);
  }
  const running = new Metric({
    namespace: 'AWS/Usage',
    metricName: 'ResourceCount',
    dimensionsMap: { Service: 'Lambda', Type: 'Resource', Resource: 'ConcurrentExecutions', Class: 'None' },
    statistic: 'Maximum',
  });
  const expression = '100 * running / SERVICE_QUOTA(running)';
  return new MathExpression({ expression, usingMetrics: { running }, period: minute });
}

/** By the name of the alarm, which is also its heading in the runbook. */
export const alarmRows: Readonly<Record<string, AlarmRow>> = {
  'server-failures': {
    en: 'One call in a hundred failed in this service or at RongCloud.',
    zh: '百分之一的调用在本服务或融云失败。',
    metric: ({ logMetrics }) => percent(logMetrics.sum('ServerFailures'), logMetrics.sum('Calls')),
  },
  'slow-replies': {
    en: 'One call in a hundred took longer than 3 seconds.',
    zh: '百分之一的调用耗时超过 3 秒。',
    metric: ({ gateway }) => gateway.restApi.metricLatency({ statistic: 'p99', period: fiveMinutes }),
    threshold: 3_000,
    datapoints: [2, 3],
  },
  'store-unavailable': {
    en: 'DynamoDB or Secrets Manager could not be reached.',
    zh: '无法访问 DynamoDB 或 Secrets Manager。',
    metric: ({ logMetrics }) => logMetrics.calls('UNAVAILABLE'),
    threshold: 5,
  },
  'function-timeouts': {
    en: 'A function ran into its own timeout.',
    zh: '函数运行超时。',
    metric: ({ logMetrics }) => logMetrics.sum('Timeouts'),
  },
  'function-throttled': {
    en: 'Lambda refused calls: too many at once.',
    zh: 'Lambda 拒绝了调用：并发过高。',
    metric: (monitored) => ofAllEndpoints(monitored, 'SUM(Throttles)', fiveMinutes),
  },
  concurrency: {
    en: '80 % of the functions that may run at once are running.',
    zh: '已使用可用并发的 80 %。',
    metric: runningAtOnce,
    threshold: ({ reservedConcurrency }) => (reservedConcurrency ? Math.ceil(0.8 * reservedConcurrency) : 80),
    datapoints: [3, 5],
  },
  'gateway-throttled': {
    en: 'API Gateway refused calls beyond the rate of a method.',
    zh: 'API Gateway 拒绝了超过方法频率限制的调用。',
    metric: ({ logMetrics }) => logMetrics.sum('GatewayThrottled'),
    datapoints: [2, 3],
  },
  'wrong-logins': {
    en: 'Somebody tries passwords, or an app sends old ones.',
    zh: '有人在猜测密码，或应用仍在发送旧密码。',
    metric: ({ logMetrics }) => logMetrics.calls('WRONG_CREDENTIALS'),
    threshold: 1_000,
  },
  'throttled-logins': {
    en: 'The login throttle refuses logins.',
    zh: '登录限流正在拒绝登录。',
    metric: ({ logMetrics }) => logMetrics.calls('TOO_MANY_ATTEMPTS'),
    threshold: 100,
  },
  'login-counters-unavailable': {
    en: 'Failed logins could not be counted.',
    zh: '无法记录登录失败次数。',
    metric: ({ logMetrics }) => logMetrics.sum('LoginCountersUnavailable'),
    threshold: 5,
  },
  'upstream-failures': {
    en: 'One call in twenty failed at RongCloud.',
    zh: '二十分之一的调用在融云失败。',
    metric: ({ logMetrics }) => percent(logMetrics.sum('UpstreamFailures'), logMetrics.sum('RongCloudCalls')),
    threshold: 5,
  },
  'circuit-open': {
    en: 'RongCloud has not been called for two minutes, because it did not reply.',
    zh: '融云没有响应，已暂停调用融云两分钟。',
    metric: ({ logMetrics }) => logMetrics.sum('CircuitOpen', minute),
    datapoints: [2, 2],
  },
  'rate-limited': {
    en: "Calls exceeded RongCloud's rate limit (1008).",
    zh: '调用超过融云的频率限制（1008）。',
    metric: ({ logMetrics }) => logMetrics.refusals(1_008, minute),
    threshold: 5,
  },
  'callbacks-lost': {
    en: "RongCloud's callbacks left out joins or leaves: attendance is incomplete.",
    zh: '融云的回调遗漏了加入或退出事件，考勤不完整。',
    metric: ({ logMetrics }) => logMetrics.maximum('EventsUnreported'),
  },
  'signature-refused': {
    en: 'RongCloud refused the App Key or App Secret (1004).',
    zh: '融云拒绝了 App Key 或 App Secret（1004）。',
    metric: ({ logMetrics }) => logMetrics.refusals(1_004),
  },
  'secret-unreadable': {
    en: 'The App Key and App Secret could not be read; the log says what to do.',
    zh: '无法读取 App Key 和 App Secret，处理方法见日志。',
    metric: ({ logMetrics }) => logMetrics.sum('SecretUnreadable'),
  },
  'secret-stale': {
    en: 'The RongCloud secret has not been refreshed for an hour.',
    zh: '融云密钥已超过一小时未刷新。',
    metric: ({ logMetrics }) => logMetrics.maximum('SecretAgeSeconds'),
    threshold: 3_600,
  },
  'reconciler-stopped': {
    en: 'The reconciler has not finished a run for five minutes.',
    zh: '后台核对任务五分钟没有完成。',
    metric: ({ logMetrics }) =>
      new MathExpression({
        expression: 'IF(runs >= 1, 0, 1)',
        usingMetrics: { runs: logMetrics.sum('ReconcilerRuns') },
        period: fiveMinutes,
      }),
    isAlarmWithoutData: true,
  },
  'chatrooms-pending': {
    en: 'Chatrooms wait for more than three minutes to be destroyed at RongCloud.',
    zh: '有聊天室等待在融云销毁已超过三分钟。',
    metric: ({ logMetrics }) => logMetrics.maximum('ChatroomsPending', minute),
    datapoints: [3, 3],
  },
  'probe-failing': {
    en: 'The probe could not make its calls in two of three minutes.',
    zh: '三分钟内有两次探测失败。',
    metric: ({ probe }) => probe?.lambda.metricErrors({ period: minute }),
    datapoints: [2, 3],
    isAlarmWithoutData: true,
  },
};
