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
import type { Monitored } from './alarm-rows.ts';
import type { Tables } from './tables.ts';

/** A text in the language of the deployment. */
type Text = (en: string, zh: string) => string;

/** The period is that of every metric without one of its own. Three graphs fit into a row of 24 columns. */
const layout = { period: Duration.minutes(1), width: 8, height: 6, leftYAxis: { min: 0 } };

const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
  new GraphWidget({ title, left, right, ...layout });

function calls({ functions, gateway, logMetrics }: Monitored, text: Text): IWidget[] {
  const codes = Object.keys(failures) as FailureCode[];
  const each = functions.map(({ row, lambda }) => ({ label: row.name, lambda }));
  const latency = (statistic: string) => gateway.restApi.metricLatency({ statistic, label: statistic });
  const startUp = logMetrics.sum('StartUpMs');
  return [
    graph(
      text('Calls a minute, by endpoint', '每分钟调用数（按接口）'),
      each.map(({ label, lambda }) => lambda.metricInvocations({ label })),
    ),
    graph(
      text('Failures a minute, by code', '每分钟失败数（按 code）'),
      codes.map((code) => logMetrics.calls(code)),
    ),
    graph(text('Time to answer, ms', '应答耗时（毫秒）'), [latency('p50'), latency('p99')]),
    graph(
      text('Time in the function (p99), ms', '函数耗时（p99，毫秒）'),
      each.map(({ label, lambda }) => lambda.metricDuration({ label, statistic: 'p99' })),
    ),
    graph(
      text('Cold starts a minute, and their ms (p99)', '每分钟冷启动次数与耗时（p99，毫秒）'),
      [startUp.with({ statistic: 'SampleCount', label: text('cold starts', '冷启动') })],
      [startUp.with({ statistic: 'p99', label: text('ms', '毫秒') })],
    ),
    graph(
      text('Concurrent functions, and calls refused by Lambda', '函数并发数与被 Lambda 拒绝的调用'),
      each.map(({ label, lambda }) => lambda.metric('ConcurrentExecutions', { label, statistic: 'Maximum' })),
      each.map(({ label, lambda }) =>
        lambda.metricThrottles({ label: `${label} ${text('refused', '被拒绝')}` }),
      ),
    ),
  ];
}

/** One line per code, without a list of the codes. */
const refusalsByCode = (namespace: string) =>
  new MathExpression({
    expression: `SEARCH('{${namespace},rongCloudCode} MetricName="Refusals"', 'Sum', 60)`,
    usingMetrics: {},
    label: '',
  });

function rongCloud({ functions, logMetrics }: Monitored, text: Text): IWidget[] {
  const callers = functions.filter(({ row }) => row.access.rongCloud);
  return [
    graph(
      text('Calls of endpoints that use RongCloud, and failures there', '需要访问融云的调用与在融云的失败'),
      callers.map(({ row, lambda }) => lambda.metricInvocations({ label: row.name })),
      [logMetrics.sum('UpstreamFailures').with({ label: text('failed', '失败') })],
    ),
    graph(text('Refusals, by RongCloud code', '融云拒绝的调用（按错误码）'), [
      refusalsByCode(logMetrics.namespace),
    ]),
    graph(
      text('Circuit open (calls refused), secret age in seconds', '熔断期间拒绝的调用、密钥距上次刷新的秒数'),
      [logMetrics.sum('CircuitOpen').with({ label: text('refused', '被拒绝') })],
      [logMetrics.maximum('SecretAgeSeconds').with({ label: text('age', '秒数') })],
    ),
  ];
}

function loginsAndReconciler({ logMetrics }: Monitored, text: Text): IWidget[] {
  return [
    graph(text('Logins refused, throttled calls', '被拒绝的登录、被限流的调用'), [
      logMetrics.calls('WRONG_CREDENTIALS'),
      logMetrics.calls('TOO_MANY_ATTEMPTS'),
      logMetrics.sum('GatewayThrottled').with({ label: text('by the gateway', '网关限流') }),
    ]),
    graph(
      text(
        'Chatrooms that the reconciler could not destroy or gave up',
        '后台核对任务未能销毁和放弃的聊天室',
      ),
      [logMetrics.maximum('ChatroomsPending'), logMetrics.sum('ChatroomsGivenUp')],
      [logMetrics.sum('ReconcilerRuns').with({ label: text('runs', '运行次数') })],
    ),
    graph(text('Drift from RongCloud today', '今日与融云的差异'), [
      logMetrics.maximum('ChatroomsMissing').with({ label: text('missing there', '融云缺少的聊天室') }),
    ]),
  ];
}

function units(tables: Tables, text: Text): IWidget[] {
  const each = [...tables];
  return [
    graph(
      text('DynamoDB read units', 'DynamoDB 读取单位'),
      each.map(([label, table]) => table.metricConsumedReadCapacityUnits({ label })),
    ),
    graph(
      text('DynamoDB write units', 'DynamoDB 写入单位'),
      each.map(([label, table]) => table.metricConsumedWriteCapacityUnits({ label })),
    ),
  ];
}

export class Dashboard extends Construct {
  constructor(scope: Construct, monitored: Monitored, tables: Tables, alarms: Alarm[]) {
    super(scope, 'Dashboard');
    const { reasonLanguage, stage } = monitored.settings;
    const text: Text = (en, zh) => ({ en, zh })[reasonLanguage];
    const title = text('Alarms', '告警');
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `im-gateway-${stage}`,
      widgets: [
        [new AlarmStatusWidget({ title, alarms, width: 24, height: 4 })],
        calls(monitored, text),
        rongCloud(monitored, text),
        loginsAndReconciler(monitored, text),
        units(tables, text),
      ],
    });
  }
}
