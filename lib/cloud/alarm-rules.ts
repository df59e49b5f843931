import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { EndpointFunction } from './endpoint-function.ts';
import type { LogMetrics } from './log-metrics.ts';
import { named } from './metric-names.ts';
import type { Gateway } from './rest-api.ts';
import type { CloudSettings } from './settings.ts';

/** What the rules measure. */
export interface Watched {
  readonly functions: readonly EndpointFunction[];
  readonly gateway: Gateway;
  readonly logMetrics: LogMetrics;
  readonly settings: CloudSettings;
}

export interface AlarmRule {
  readonly says: string;
  readonly metric: IMetric;
  /** Rings from this value on. */
  readonly from: number;
  /** Rings where nothing is measured at all, too. @default false */
  readonly isSilenceBad?: boolean;
  /** So many of the last periods. @default 1 of 1 */
  readonly periods?: readonly [number, number];
}

export type Rules = Readonly<Record<string, AlarmRule>>;

/** A share of few calls says little: below this many failures it counts as none. */
const fewestFailures = 3;

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

type FunctionMetric = (endpointFunction: EndpointFunction) => IMetric;

/** One metric of each function. */
const each = (functions: readonly EndpointFunction[], metricOf: FunctionMetric) =>
  named('f', functions.map(metricOf));

function total(
  functions: readonly EndpointFunction[],
  metricOf: FunctionMetric,
  period = fiveMinutes,
): IMetric {
  const usingMetrics = each(functions, metricOf);
  return new MathExpression({ expression: `SUM([${Object.keys(usingMetrics)}])`, usingMetrics, period });
}

/** Failures per hundred calls of these functions. */
function percentOfCalls(failed: IMetric, functions: readonly EndpointFunction[]): IMetric {
  const invocations = each(functions, ({ lambda }) => lambda.metricInvocations({ period: fiveMinutes }));
  return new MathExpression({
    expression: `IF(failed >= ${fewestFailures}, 100 * failed / SUM([${Object.keys(invocations)}]), 0)`,
    usingMetrics: { failed, ...invocations },
    period: fiveMinutes,
  });
}

/** Of the functions that may run at once: by the reserve if there is one, else by the account's quota. */
function percentOfConcurrency(functions: readonly EndpointFunction[], reserved: number): IMetric {
  if (reserved > 0) {
    const running = each(functions, ({ lambda }) =>
      lambda.metric('ConcurrentExecutions', { statistic: 'Maximum' }),
    );
    const expression = `100 * MAX([${Object.keys(running)}]) / ${reserved}`;
    return new MathExpression({ expression, usingMetrics: running, period: minute });
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

const functionRules = ({ functions, settings }: Watched): Rules => ({
  'function-errors': {
    says: 'A function ended without an answer.',
    metric: total(functions, ({ lambda }) => lambda.metricErrors()),
    from: 1,
  },
  'function-throttled': {
    says: 'Lambda refused calls: too many at once.',
    metric: total(functions, ({ lambda }) => lambda.metricThrottles()),
    from: 1,
  },
  concurrency: {
    says: '80 % of the functions that may run at once do.',
    metric: percentOfConcurrency(functions, settings.reservedConcurrency),
    from: 80,
    periods: [3, 5],
  },
});

const answerRules = ({ functions, gateway, logMetrics }: Watched): Rules => ({
  'server-failures': {
    says: 'One call in a hundred failed on our side or at RongCloud.',
    metric: percentOfCalls(logMetrics.sum('ServerFailures'), functions),
    from: 1,
  },
  'internal-faults': {
    says: 'A call failed by a fault of ours.',
    metric: logMetrics.calls('INTERNAL'),
    from: 1,
  },
  'slow-answers': {
    says: 'One call in a hundred took longer than 3 seconds.',
    metric: gateway.restApi.metricLatency({ statistic: 'p99', period: fiveMinutes }),
    from: 3_000,
    periods: [2, 3],
  },
  'function-timeouts': {
    says: 'A function ran into its own time limit.',
    metric: logMetrics.sum('TimeOuts'),
    from: 1,
  },
  'gateway-throttled': {
    says: 'API Gateway refused calls beyond the rate of a method.',
    metric: logMetrics.sum('GatewayThrottled'),
    from: 1,
    periods: [2, 3],
  },
  'store-unavailable': {
    says: 'DynamoDB or Secrets Manager could not be reached.',
    metric: logMetrics.calls('UNAVAILABLE'),
    from: 5,
  },
});

const loginRules = ({ logMetrics }: Watched): Rules => ({
  'wrong-logins': {
    says: 'Somebody tries passwords.',
    metric: logMetrics.calls('WRONG_CREDENTIALS'),
    from: 1_000,
  },
  'throttled-logins': {
    says: 'The login throttle holds somebody back.',
    metric: logMetrics.calls('TOO_MANY_ATTEMPTS'),
    from: 100,
  },
  'login-counters-unavailable': {
    says: 'Logins were not counted, so that each function instance lets five guesses a minute through.',
    metric: logMetrics.sum('LoginCountersUnavailable'),
    from: 5,
  },
});

const rongCloudRules = ({ functions, logMetrics }: Watched): Rules => ({
  'upstream-failures': {
    says: 'One call in twenty failed at RongCloud.',
    metric: percentOfCalls(
      logMetrics.sum('UpstreamFailures'),
      functions.filter(({ callsRongCloud }) => callsRongCloud),
    ),
    from: 5,
  },
  'circuit-open': {
    says: 'RongCloud has not been asked for more than a minute, because it did not answer.',
    metric: logMetrics.sum('CircuitOpen', minute),
    from: 1,
    periods: [2, 2],
  },
  'signature-refused': {
    says: 'RongCloud refused our App Key or App Secret (1004).',
    metric: logMetrics.refusals(1_004),
    from: 1,
  },
  'rate-limited': {
    says: "Calls went beyond RongCloud's rate limit (1008).",
    metric: logMetrics.refusals(1_008, minute),
    from: 5,
  },
  'secret-unreadable': {
    says: "RongCloud's App Key and App Secret could not be read; the log says what to do.",
    metric: logMetrics.sum('SecretUnreadable'),
    from: 1,
  },
  'secret-stale': {
    says: 'The secret has not been read anew for an hour.',
    metric: logMetrics.maximum('SecretAgeSeconds'),
    from: 3_600,
  },
});

const reconcilerRules = ({ logMetrics }: Watched): Rules => ({
  'reconciler-stopped': {
    says: 'Nothing has ended what stopped half way for five minutes.',
    metric: new MathExpression({
      expression: 'IF(runs >= 1, 0, 1)',
      usingMetrics: { runs: logMetrics.sum('ReconcilerRuns') },
      period: fiveMinutes,
    }),
    from: 1,
    isSilenceBad: true,
  },
  'rooms-pending': {
    says: 'Rooms wait for more than three minutes to be ended at RongCloud.',
    metric: logMetrics.maximum('RoomsPutOff', minute),
    from: 1,
    periods: [3, 3],
  },
  'rooms-undead': {
    says: 'RongCloud still had rooms that we had destroyed.',
    metric: logMetrics.maximum('RoomsUndead'),
    from: 1,
  },
});

/** Every alarm that each stage has, by its name. */
export const alarmRules = (watched: Watched): Rules => ({
  ...answerRules(watched),
  ...loginRules(watched),
  ...functionRules(watched),
  ...rongCloudRules(watched),
  ...reconcilerRules(watched),
});
