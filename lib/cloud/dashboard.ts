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
import type { Language } from '../../functions/contract/reasons.ts';
import { costPerDay } from './cost-metric.ts';
import { type DashboardTexts, dashboardTexts } from './dashboard-texts.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { Gateway } from './rest-api.ts';
import type { Tables } from './tables.ts';

export interface DashboardProps {
  readonly stageName: string;
  readonly language: Language;
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

function calls({ functions, gateway, logMetrics }: DashboardProps, texts: DashboardTexts): IWidget[] {
  const codes = Object.keys(failures) as FailureCode[];
  const each = [...functions];
  return [
    graph(
      texts.callsByEndpoint,
      each.map(([label, { lambda }]) => lambda.metricInvocations({ label, period: minute })),
    ),
    graph(
      texts.failuresByCode,
      codes.map((code) => logMetrics.calls(code, minute)),
    ),
    graph(texts.timeToAnswer, [
      gateway.restApi.metricLatency({ statistic: 'p50', label: 'p50', period: minute }),
      gateway.restApi.metricLatency({ statistic: 'p99', label: 'p99', period: minute }),
    ]),
    graph(
      texts.timeInFunction,
      each.map(([label, { lambda }]) => lambda.metricDuration({ label, statistic: 'p99', period: minute })),
    ),
    graph(
      texts.coldStarts,
      [logMetrics.sum('StartUpMs', minute).with({ statistic: 'SampleCount', label: texts.coldStartCount })],
      [logMetrics.sum('StartUpMs', minute).with({ statistic: 'p99', label: texts.ms })],
    ),
    graph(
      texts.running,
      each.map(([label, { lambda }]) =>
        lambda.metric('ConcurrentExecutions', { label, statistic: 'Maximum', period: minute }),
      ),
      each.map(([label, { lambda }]) =>
        lambda.metricThrottles({ label: `${label} ${texts.refused}`, period: minute }),
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

function others({ functions, logMetrics }: DashboardProps, texts: DashboardTexts): IWidget[] {
  const callers = [...functions].filter(([, { callsRongCloud }]) => callsRongCloud);
  return [
    graph(
      texts.rongCloudCalls,
      callers.map(([label, { lambda }]) => lambda.metricInvocations({ label, period: minute })),
      [logMetrics.sum('UpstreamFailures', minute).with({ label: texts.failed })],
    ),
    graph(texts.refusals, [linePerValue(logMetrics.namespace, 'rongCloudCode', 'Refusals')]),
    graph(
      texts.circuitAndSecret,
      [logMetrics.sum('CircuitOpen', minute).with({ label: texts.refused })],
      [logMetrics.maximum('SecretAgeSeconds', minute).with({ label: texts.age })],
    ),
    graph(texts.logins, [
      logMetrics.calls('WRONG_CREDENTIALS', minute),
      logMetrics.calls('TOO_MANY_ATTEMPTS', minute),
      logMetrics.sum('GatewayThrottled', minute).with({ label: texts.byGateway }),
    ]),
    graph(
      texts.reconciler,
      [logMetrics.maximum('ChatroomsPutOff', minute), logMetrics.sum('ChatroomsGivenUp', minute)],
      [logMetrics.sum('ReconcilerRuns', minute).with({ label: texts.runs })],
    ),
    graph(texts.drift, [logMetrics.maximum('ChatroomsMissing', minute).with({ label: texts.missing })]),
  ];
}

function spending({ functions, gateway, tables }: DashboardProps, texts: DashboardTexts): IWidget[] {
  const each = [...tables.byName];
  return [
    graph(
      texts.reads,
      each.map(([label, table]) => table.metricConsumedReadCapacityUnits({ label })),
    ),
    graph(
      texts.writes,
      each.map(([label, table]) => table.metricConsumedWriteCapacityUnits({ label })),
    ),
    graph(texts.cost, [costPerDay({ functions, gateway, tables })]),
  ];
}

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const texts = dashboardTexts[props.language];
    const alarms = new AlarmStatusWidget({
      title: texts.alarms,
      alarms: [...props.alarms],
      width: 24,
      height: 4,
    });
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `im-gateway-${props.stageName}`,
      widgets: [[alarms], calls(props, texts), others(props, texts), spending(props, texts)],
    });
  }
}
