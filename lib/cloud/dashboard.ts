import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type FailureCode, failures } from '../../functions/contract/failure.ts';
import { costPerDay } from './cost-metric.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { Gateway } from './rest-api.ts';
import type { Tables } from './tables.ts';

export interface DashboardProps {
  readonly stageName: string;
  readonly functions: ReadonlyMap<string, EndpointFunction>;
  readonly gateway: Gateway;
  readonly logMetrics: LogMetrics;
  readonly tables: Tables;
  readonly alarms: readonly Alarm[];
}

const minute = Duration.minutes(1);

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []) =>
  // Three to a row of 24 columns.
  new GraphWidget({ title, left: [...left], right: [...right], width: 8, height: 6, leftYAxis: { min: 0 } });

function calls({ functions, gateway, logMetrics }: DashboardProps): IWidget[] {
  const codes = Object.keys(failures) as FailureCode[];
  const each = [...functions];
  return [
    graph(
      'Calls a minute, by endpoint',
      each.map(([label, { lambda }]) => lambda.metricInvocations({ label, period: minute })),
    ),
    graph(
      'Failures a minute, by code',
      codes.map((code) => logMetrics.calls(code, minute)),
    ),
    graph('Time to answer, ms', [
      gateway.restApi.metricLatency({ statistic: 'p50', label: 'p50', period: minute }),
      gateway.restApi.metricLatency({ statistic: 'p99', label: 'p99', period: minute }),
    ]),
    graph(
      'Time in the function (p99), ms',
      each.map(([label, { lambda }]) => lambda.metricDuration({ label, statistic: 'p99', period: minute })),
    ),
    graph(
      'Cold starts a minute, and their ms (p99)',
      [logMetrics.sum('StartUpMs', minute).with({ statistic: 'SampleCount', label: 'cold starts' })],
      [logMetrics.sum('StartUpMs', minute).with({ statistic: 'p99', label: 'ms' })],
    ),
    graph(
      'Functions at work, and refused by Lambda',
      each.map(([label, { lambda }]) =>
        lambda.metric('ConcurrentExecutions', { label, statistic: 'Maximum', period: minute }),
      ),
      each.map(([label, { lambda }]) =>
        lambda.metricThrottles({ label: `${label} refused`, period: minute }),
      ),
    ),
  ];
}

/** One line per value of a dimension, without naming the values. */
const linePerValue = (namespace: string, dimension: string, metricName: string) =>
  new MathExpression({
    expression: `SEARCH('{${namespace},${dimension}} MetricName="${metricName}"', 'Sum', 60)`,
    usingMetrics: {},
    label: '',
    period: minute,
  });

function others({ functions, logMetrics }: DashboardProps): IWidget[] {
  const callers = [...functions].filter(([, { callsRongCloud }]) => callsRongCloud);
  return [
    graph(
      'Calls that ask RongCloud, and failed there',
      callers.map(([label, { lambda }]) => lambda.metricInvocations({ label, period: minute })),
      [logMetrics.sum('UpstreamFailures', minute).with({ label: 'failed' })],
    ),
    graph('Refusals, by RongCloud code', [linePerValue(logMetrics.namespace, 'rongCloudCode', 'Refusals')]),
    graph(
      'Circuit open (calls refused), secret age in seconds',
      [logMetrics.sum('CircuitOpen', minute).with({ label: 'refused' })],
      [logMetrics.maximum('SecretAgeSeconds', minute).with({ label: 'age' })],
    ),
    graph('Logins refused, throttled calls', [
      logMetrics.calls('WRONG_CREDENTIALS', minute),
      logMetrics.calls('TOO_MANY_ATTEMPTS', minute),
      logMetrics.sum('GatewayThrottled', minute).with({ label: 'by the gateway' }),
    ]),
    graph(
      'Chatrooms put off and given up by the reconciler',
      [logMetrics.maximum('ChatroomsPutOff', minute), logMetrics.sum('ChatroomsGivenUp', minute)],
      [logMetrics.sum('ReconcilerRuns', minute).with({ label: 'runs' })],
    ),
    graph('Drift from RongCloud today', [
      logMetrics.maximum('ChatroomsMissing', minute).with({ label: 'missing there' }),
    ]),
  ];
}

function spending({ functions, gateway, tables }: DashboardProps): IWidget[] {
  const each = [...tables.byName];
  return [
    graph(
      'DynamoDB read units',
      each.map(([label, table]) => table.metricConsumedReadCapacityUnits({ label })),
    ),
    graph(
      'DynamoDB write units',
      each.map(([label, table]) => table.metricConsumedWriteCapacityUnits({ label })),
    ),
    graph('Dollars a day for calls, at list prices', [costPerDay({ functions, gateway, tables })]),
  ];
}

/** The dashboard of the service. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const alarms = new AlarmStatusWidget({
      title: 'Alarms',
      alarms: [...props.alarms],
      width: 24,
      height: 4,
    });
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `im-gateway-${props.stageName}`,
      widgets: [[alarms], calls(props), others(props), spending(props)],
    });
  }
}
