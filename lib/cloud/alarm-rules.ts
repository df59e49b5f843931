import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmName } from './alarm-texts.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { Gateway } from './rest-api.ts';
import type { CloudSettings } from './settings.ts';

/** The sources of the metrics. */
export interface Watched {
  readonly functions: ReadonlyMap<string, EndpointFunction>;
  readonly gateway: Gateway;
  readonly logMetrics: LogMetrics;
  readonly settings: CloudSettings;
}

export interface AlarmRule {
  readonly metric: IMetric;
  /** ALARM from this value on. */
  readonly threshold: number;
  /** Whether no data means ALARM. @default false */
  readonly isAlarmWithoutData?: boolean;
  /** Datapoints to alarm, of how many periods. @default 1 of 1 */
  readonly datapoints?: readonly [number, number];
}

type Rules<Name extends AlarmName = AlarmName> = Readonly<Record<Name, AlarmRule>>;
type SomeRules = Partial<Rules>;

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
function ofAllEndpoints(
  { functions }: Watched,
  statistic: 'SUM' | 'MAX',
  metricName: string,
  period: Duration,
): IMetric {
  const names = [...functions.values()].map(({ lambda }) => `FunctionName = '${lambda.functionName}'`);
  return new MathExpression({
    expression: `SELECT ${statistic}(${metricName}) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE ${names.join(' OR ')}`,
    usingMetrics: {},
    period,
  });
}

/** The used concurrency in per cent of a function's reserve if there is one, else of the account's quota. */
function concurrencyRule(watched: Watched): AlarmRule {
  const { reservedConcurrency } = watched.settings;
  const common = {
    datapoints: [3, 5],
  } as const;
  if (reservedConcurrency !== '' && reservedConcurrency > 0) {
    const metric = ofAllEndpoints(watched, 'MAX', 'ConcurrentExecutions', minute);
    return { ...common, metric, threshold: Math.ceil(0.8 * reservedConcurrency) };
  }
  const running = new Metric({
    namespace: 'AWS/Usage',
    metricName: 'ResourceCount',
    dimensionsMap: { Service: 'Lambda', Type: 'Resource', Resource: 'ConcurrentExecutions', Class: 'None' },
    statistic: 'Maximum',
  });
  const expression = '100 * running / SERVICE_QUOTA(running)';
  const metric = new MathExpression({ expression, usingMetrics: { running }, period: minute });
  return { ...common, metric, threshold: 80 };
}

const callRules = (watched: Watched) => {
  const { gateway, logMetrics } = watched;
  return {
    'server-failures': {
      metric: percent(logMetrics.sum('ServerFailures'), logMetrics.sum('Calls')),
      threshold: 1,
    },
    'slow-replies': {
      metric: gateway.restApi.metricLatency({ statistic: 'p99', period: fiveMinutes }),
      threshold: 3_000,
      datapoints: [2, 3],
    },
    'function-timeouts': {
      metric: logMetrics.sum('Timeouts'),
      threshold: 1,
    },
    'function-throttled': {
      metric: ofAllEndpoints(watched, 'SUM', 'Throttles', fiveMinutes),
      threshold: 1,
    },
    concurrency: concurrencyRule(watched),
    'gateway-throttled': {
      metric: logMetrics.sum('GatewayThrottled'),
      threshold: 1,
      datapoints: [2, 3],
    },
    'store-unavailable': {
      metric: logMetrics.calls('UNAVAILABLE'),
      threshold: 5,
    },
  } satisfies SomeRules;
};

const loginRules = ({ logMetrics }: Watched) =>
  ({
    'wrong-logins': {
      metric: logMetrics.calls('WRONG_CREDENTIALS'),
      threshold: 1_000,
    },
    'throttled-logins': {
      metric: logMetrics.calls('TOO_MANY_ATTEMPTS'),
      threshold: 100,
    },
    'login-counters-unavailable': {
      metric: logMetrics.sum('LoginCountersUnavailable'),
      threshold: 5,
    },
  }) satisfies SomeRules;

const rongCloudRules = ({ logMetrics }: Watched) =>
  ({
    'upstream-failures': {
      metric: percent(logMetrics.sum('UpstreamFailures'), logMetrics.sum('RongCloudCalls')),
      threshold: 5,
    },
    'circuit-open': {
      metric: logMetrics.sum('CircuitOpen', minute),
      threshold: 1,
      datapoints: [2, 2],
    },
    'signature-refused': {
      metric: logMetrics.refusals(1_004),
      threshold: 1,
    },
    'rate-limited': {
      metric: logMetrics.refusals(1_008, minute),
      threshold: 5,
    },
    'secret-unreadable': {
      metric: logMetrics.sum('SecretUnreadable'),
      threshold: 1,
    },
    'secret-stale': {
      metric: logMetrics.maximum('SecretAgeSeconds'),
      threshold: 3_600,
    },
  }) satisfies SomeRules;

const reconcilerRules = ({ logMetrics }: Watched) =>
  ({
    'reconciler-stopped': {
      metric: new MathExpression({
        expression: 'IF(runs >= 1, 0, 1)',
        usingMetrics: { runs: logMetrics.sum('ReconcilerRuns') },
        period: fiveMinutes,
      }),
      threshold: 1,
      isAlarmWithoutData: true,
    },
    'chatrooms-pending': {
      metric: logMetrics.maximum('ChatroomsPutOff', minute),
      threshold: 1,
      datapoints: [3, 3],
    },
    'callbacks-lost': {
      metric: logMetrics.maximum('EventsUnreported'),
      threshold: 1,
    },
  }) satisfies SomeRules;

/** The alarms of every stage, by name. Only a stage with a probe has its alarm. */
export const alarmRules = (watched: Watched): Rules<Exclude<AlarmName, 'probe-failing'>> => ({
  ...callRules(watched),
  ...loginRules(watched),
  ...rongCloudRules(watched),
  ...reconcilerRules(watched),
});

/**
 * An endpoint's own alarm, in one-minute periods: it can go into ALARM during a rollout even if the endpoint gets few
 * calls.
 */
export const endpointRule = (
  endpoint: string,
  { lambda }: EndpointFunction,
  logMetrics: LogMetrics,
): AlarmRule => ({
  metric: new MathExpression({
    expression: 'FILL(errors, 0) + FILL(faults, 0)',
    usingMetrics: {
      errors: lambda.metricErrors({ period: minute }),
      faults: logMetrics.faults(endpoint, minute),
    },
    period: minute,
  }),
  threshold: 1,
});
