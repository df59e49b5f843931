import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { type LogEntry, processDeps } from '../../functions/platform/deps.ts';
import { logTrouble } from '../../functions/platform/log.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { isPicked } from '../support/filter-pattern.ts';
import { type Properties, resourcesOf } from '../support/template.ts';

const template = synthesizeTemplate({ stage: 'prod', alarmEmail: 'ops@example.com' });
const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

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

  it('have one heading each in the runbook, and the endpoints’ alarms share one', () => {
    const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    const headingOf = (alarm: Properties) => nameOf(alarm).replace(/^(endpoint-faults)-.+/, '$1');
    expect(headings.toSorted()).toEqual([...new Set(alarms.map(headingOf))].toSorted());
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(new RegExp(`See docs/runbook.md#${headingOf(alarm)}$`));
    }
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

describe('the metrics from the logs', () => {
  const filters = [...resourcesOf(template, 'AWS::Logs::MetricFilter').values()];

  it('are counted under the stage, failures by their code and refusals by RongCloud’s', () => {
    const transformations = filters.map((filter) => Object(filter.MetricTransformations)[0]);
    expect(new Set(transformations.map(({ MetricNamespace }) => MetricNamespace))).toEqual(
      new Set(['im-gateway/prod']),
    );
    const byName = Object.fromEntries(transformations.map((one) => [one.MetricName, one]));
    expect(byName.CallsByCode.Dimensions).toEqual([{ Key: 'code', Value: '$.message.code' }]);
    expect(byName.Refusals.Dimensions).toEqual([{ Key: 'rongCloudCode', Value: '$.message.rongCloudCode' }]);
  });

  it('count uncounted logins by the line that the login writes', () => {
    const lines: unknown[] = [];
    const deps = { ...processDeps, output: (_level: string, entry: LogEntry) => lines.push(entry) };
    logTrouble(deps, 'login-counters-unavailable', new Error('out of reach'));
    const counting = filters.filter(({ FilterPattern }) =>
      isPicked(String(FilterPattern), { message: lines[0] }),
    );
    expect(new Set(counting.map((filter) => Object(filter.MetricTransformations)[0].MetricName))).toEqual(
      new Set(['LoginCountersUnavailable']),
    );
    expect(counting).toHaveLength(1);
  });

  it('hold no field of a request', () => {
    const read = filters.map(({ FilterPattern, MetricTransformations }) => [
      FilterPattern,
      Object(MetricTransformations)[0].Dimensions,
    ]);
    const fields = [...JSON.stringify(read).matchAll(/\$\.message\.(\w+)/g)].map(([, field]) => field);
    expect(fields).toContain('code');
    expect(fields.filter((field = '') => /user|password|query|body/i.test(field))).toEqual([]);
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
      'Functions at work, and refused by Lambda',
      'Calls that ask RongCloud, and failed there',
      'Refusals, by RongCloud code',
      'Circuit open (calls refused), secret age in seconds',
      'Logins refused, throttled calls',
      'Chatrooms put off and given up by the reconciler',
      'Drift from RongCloud today',
      'DynamoDB read units',
      'DynamoDB write units',
      'Dollars a day for calls, at list prices',
    ]);
  });

  it('prices a day by the list, without numbers that CloudWatch cannot read', () => {
    const body = String(dashboard?.DashboardBody);
    expect(body).toContain('(FILL(call0, 0)) * 0.000003700000000');
    expect(body).not.toMatch(/\* [\d.]+e-/);
  });
});
