import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { type Properties, resourcesOf, type Template } from '../support/template.ts';

const template = synthesizeTemplate({ stage: 'prod', alarmEmail: 'ops@example.com' });
const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

const chinese = synthesizeTemplate({ stage: 'prod', alarmEmail: 'ops@example.com', reasonLanguage: 'zh' });
const chineseRunbook = readFileSync(join(import.meta.dirname, '../../docs/zh-CN/runbook.md'), 'utf8');

const alarms = [...resourcesOf(template, 'AWS::CloudWatch::Alarm').values()];
const nameOf = ({ AlarmName }: Properties) => String(AlarmName).replace('im-gateway-prod-', '');

/** The values that decide when an alarm goes off: threshold, datapoints of periods, seconds per period. */
const expected: Readonly<
  Record<string, readonly [threshold: number, datapoints: string, periodSeconds: number]>
> = {
  'callbacks-lost': [1, '1 of 1', 300],
  'chatrooms-pending': [1, '3 of 3', 60],
  'circuit-open': [1, '2 of 2', 60],
  concurrency: [80, '3 of 5', 60],
  ...Object.fromEntries(
    Object.keys(endpoints).map((name) => [`endpoint-faults-${name}`, [1, '1 of 1', 60]] as const),
  ),
  'function-throttled': [1, '1 of 1', 300],
  'function-timeouts': [1, '1 of 1', 300],
  'gateway-throttled': [1, '2 of 3', 300],
  'login-counters-unavailable': [5, '1 of 1', 300],
  'probe-failing': [1, '2 of 3', 60],
  'rate-limited': [5, '1 of 1', 60],
  'reconciler-stopped': [1, '1 of 1', 300],
  'secret-stale': [3_600, '1 of 1', 300],
  'secret-unreadable': [1, '1 of 1', 300],
  'server-failures': [1, '1 of 1', 300],
  'signature-refused': [1, '1 of 1', 300],
  'slow-replies': [3_000, '2 of 3', 300],
  'store-unavailable': [5, '1 of 1', 300],
  'throttled-logins': [100, '1 of 1', 300],
  'upstream-failures': [5, '1 of 1', 300],
  'wrong-logins': [1_000, '1 of 1', 300],
};

const periodOf = ({ Period, Metrics }: Properties): unknown =>
  Period ??
  (Metrics as readonly Properties[]).map((one) => Object(one.MetricStat).Period ?? one.Period).find(Boolean);

/** A metric's statistic, name and dimensions. */
const metricText = ({ MetricName, Dimensions, ...statistics }: Properties): string =>
  [
    statistics.Stat ?? statistics.ExtendedStatistic ?? statistics.Statistic,
    MetricName,
    ...((Dimensions ?? []) as readonly Properties[]).map(({ Name, Value }) => `${Name}=${Value}`),
  ].join(' ');

/** The metric of an alarm, or its expression with the metrics in it. */
const measuredBy = (alarm: Properties): readonly unknown[] =>
  alarm.Metrics === undefined
    ? [metricText(alarm)]
    : (alarm.Metrics as readonly Properties[]).map(
        ({ Expression, MetricStat }) =>
          Expression ??
          metricText({ ...Object(MetricStat).Metric, Stat: Object(MetricStat).Stat } as Properties),
      );

const rulesOf = (source: readonly Properties[]) =>
  Object.fromEntries(
    source.map((alarm) => [
      nameOf(alarm),
      [alarm.Threshold, `${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods}`, Number(periodOf(alarm))],
    ]),
  );

describe('the alarms', () => {
  it('are these, from these values on', () => {
    expect(rulesOf(alarms)).toEqual(expected);
    expect(new Set(alarms.map(({ ComparisonOperator }) => ComparisonOperator))).toEqual(
      new Set(['GreaterThanOrEqualToThreshold']),
    );
  });

  it('measure these metrics', () => {
    const measured = Object.fromEntries(alarms.map((alarm) => [nameOf(alarm), measuredBy(alarm)]));
    const share = 'IF(failed >= 3, 100 * failed / calls, 0)';
    expect(measured).toMatchObject({
      'callbacks-lost': ['Maximum EventsUnreported'],
      'chatrooms-pending': ['Maximum ChatroomsPending'],
      'circuit-open': ['Sum CircuitOpen'],
      'endpoint-faults-chatroom-join': [
        'FILL(errors, 0) + FILL(faults, 0)',
        expect.stringMatching(/^Sum Errors FunctionName=chatroomjoinFunction/),
        'Sum Faults endpoint=chatroom-join',
      ],
      'function-throttled': [expect.stringMatching(/^SELECT SUM\(Throttles\) FROM SCHEMA/)],
      'function-timeouts': ['Sum Timeouts'],
      'gateway-throttled': ['Sum GatewayThrottled'],
      'login-counters-unavailable': ['Sum LoginCountersUnavailable'],
      'probe-failing': [expect.stringMatching(/^Sum Errors FunctionName=.*[pP]robe/)],
      'rate-limited': ['Sum Refusals rongCloudCode=1008'],
      'reconciler-stopped': ['IF(runs >= 1, 0, 1)', 'Sum ReconcilerRuns'],
      'secret-stale': ['Maximum SecretAgeSeconds'],
      'secret-unreadable': ['Sum SecretUnreadable'],
      'server-failures': [share, 'Sum ServerFailures', 'Sum Calls'],
      'signature-refused': ['Sum Refusals rongCloudCode=1004'],
      'slow-replies': ['p99 Latency ApiName=im-gateway-prod'],
      'store-unavailable': ['Sum CallsByCode code=UNAVAILABLE'],
      'throttled-logins': ['Sum CallsByCode code=TOO_MANY_ATTEMPTS'],
      'upstream-failures': [share, 'Sum UpstreamFailures', 'Sum RongCloudCalls'],
      'wrong-logins': ['Sum CallsByCode code=WRONG_CREDENTIALS'],
    });
    const throttles = String(measured['function-throttled']?.[0]);
    expect(throttles.match(/FunctionName = '/g)).toHaveLength(Object.keys(endpoints).length);
  });

  it.each([
    ['English', template, runbook, ' See docs/runbook.md#'],
    ['Chinese', chinese, chineseRunbook, '处理方法见 docs/zh-CN/runbook.md#'],
  ])('have one heading each in the %s runbook, and the endpoints’ alarms share one', (...given) => {
    const [, synthesized, document, reference] = given;
    const described = [...resourcesOf(synthesized, 'AWS::CloudWatch::Alarm').values()];
    const headings = [...document.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    const headingOf = (alarm: Properties) => nameOf(alarm).replace(/^(endpoint-faults)-.+/, '$1');
    expect(headings.toSorted()).toEqual([...new Set(described.map(headingOf))].toSorted());
    for (const alarm of described) {
      expect(String(alarm.AlarmDescription).endsWith(`${reference}${headingOf(alarm)}`)).toBe(true);
    }
  });

  it('are described in the language of the setting reasonLanguage', () => {
    const descriptions = (synthesized: Template) =>
      new Map(
        [...resourcesOf(synthesized, 'AWS::CloudWatch::Alarm').values()].map((alarm) => [
          nameOf(alarm),
          String(alarm.AlarmDescription),
        ]),
      );
    const [english, translated] = [descriptions(template), descriptions(chinese)];
    expect(english.get('secret-stale')).toBe(
      'The RongCloud secret has not been refreshed for an hour. See docs/runbook.md#secret-stale',
    );
    expect(translated.get('secret-stale')).toBe(
      '融云密钥已超过一小时未刷新。处理方法见 docs/zh-CN/runbook.md#secret-stale',
    );
    expect(translated.get('endpoint-faults-chatroom-join')).toBe(
      'chatroom-join 崩溃，或因自身故障而失败。处理方法见 docs/zh-CN/runbook.md#endpoint-faults',
    );
    expect([...translated.keys()]).toEqual([...english.keys()]);
    for (const [name, text] of translated) expect(text, name).toMatch(/[一-鿿].*。处理方法见 /u);
  });

  it('publish ALARM and OK to the topic, whose policy allows it', () => {
    const [topic] = resourcesOf(template, 'AWS::SNS::Topic').keys();
    for (const { AlarmActions, OKActions } of alarms)
      expect([AlarmActions, OKActions]).toEqual([[topic], [topic]]);
    const [policy] = resourcesOf(template, 'AWS::SNS::TopicPolicy').values();
    const statements: readonly Properties[] = Object(policy?.PolicyDocument).Statement;
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      {
        Sid: '1',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topic,
        Condition: {
          StringEquals: { 'aws:SourceAccount': '000000000000' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:local:000000000000:alarm:im-gateway-prod-*' },
        },
      },
    ]);
  });

  it('send an e-mail to the address of the setting', () => {
    const subscriptions = [...resourcesOf(template, 'AWS::SNS::Subscription').values()];
    expect(subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'ops@example.com' }]);
    expect(resourcesOf(synthesizeTemplate(), 'AWS::SNS::Subscription').size).toBe(0);
  });

  it('go into ALARM without data only if something has to happen every minute', () => {
    const onSilence = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(onSilence.map(nameOf).toSorted()).toEqual(['probe-failing', 'reconciler-stopped']);
  });

  it('measure concurrency against the reserve if there is one, else against the quota of the account', () => {
    const ruleOf = (context: Record<string, string>) => {
      const found = [...resourcesOf(synthesizeTemplate(context), 'AWS::CloudWatch::Alarm').values()];
      const [one] = found.filter(({ AlarmName }) => String(AlarmName).endsWith('-concurrency'));
      return [one?.Threshold, JSON.stringify(one?.Metrics)];
    };
    expect(ruleOf({})).toEqual([80, expect.stringContaining('100 * running / SERVICE_QUOTA(running)')]);
    expect(ruleOf({ reservedConcurrency: '30' })).toEqual([
      24,
      expect.stringContaining('SELECT MAX(ConcurrentExecutions)'),
    ]);
  });
});

describe('the dashboard', () => {
  const [dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard').values();
  const widgets = JSON.parse(String(dashboard?.DashboardBody)).widgets.map(
    ({ properties }: { properties: { title: string } }) => properties.title,
  );

  it('has what an operator looks for', () => {
    expect(dashboard?.DashboardName).toBe('im-gateway-prod');
    expect(widgets).toEqual([
      'Alarms',
      'Calls a minute, by endpoint',
      'Failures a minute, by code',
      'Time to answer, ms',
      'Time in the function (p99), ms',
      'Cold starts a minute, and their ms (p99)',
      'Concurrent functions, and calls refused by Lambda',
      'Calls of endpoints that use RongCloud, and failures there',
      'Refusals, by RongCloud code',
      'Circuit open (calls refused), secret age in seconds',
      'Logins refused, throttled calls',
      'Chatrooms that the reconciler could not destroy or gave up',
      'Drift from RongCloud today',
      'DynamoDB read units',
      'DynamoDB write units',
    ]);
  });

  it('has its titles and labels in the language of the setting reasonLanguage', () => {
    const [translated] = resourcesOf(chinese, 'AWS::CloudWatch::Dashboard').values();
    const body = String(translated?.DashboardBody);
    const titles = JSON.parse(body).widgets.map(
      ({ properties }: { properties: { title: string } }) => properties.title,
    );
    expect(titles).toHaveLength(widgets.length);
    expect(titles.slice(0, 4)).toEqual([
      '告警',
      '每分钟调用数（按接口）',
      '每分钟失败数（按 code）',
      '应答耗时（毫秒）',
    ]);
    for (const title of titles) expect(title).toMatch(/[一-鿿]/u);
    expect(body).toContain('"label":"chatroom-join 被拒绝"');
  });
});
