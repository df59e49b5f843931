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

describe('the alarms', () => {
  it('are these', () => {
    expect(alarms.map(nameOf).toSorted()).toEqual([
      'circuit-open',
      'concurrency',
      'function-errors',
      'function-throttled',
      'function-timeouts',
      'gateway-throttled',
      'internal-faults',
      'login-counters-unavailable',
      'probe-failing',
      'rate-limited',
      'reconciler-stopped',
      'rooms-pending',
      'rooms-undead',
      'secret-stale',
      'secret-unreadable',
      'server-failures',
      'signature-refused',
      'slow-answers',
      'store-unavailable',
      'throttled-logins',
      'upstream-failures',
      'wrong-logins',
    ]);
  });

  it('have a heading each in the runbook, name it, and there is no other', () => {
    const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.toSorted()).toEqual(alarms.map(nameOf).toSorted());
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(new RegExp(`See docs/runbook.md#${nameOf(alarm)}$`));
    }
  });

  it('tell the topic when they ring and when it is over', () => {
    const [topic] = resourcesOf(template, 'AWS::SNS::Topic').keys();
    for (const { AlarmActions, OKActions } of alarms)
      expect([AlarmActions, OKActions]).toEqual([[topic], [topic]]);
  });

  it('send an e-mail where the setting names one', () => {
    const subscriptions = [...resourcesOf(template, 'AWS::SNS::Subscription').values()];
    expect(subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'ops@example.com' }]);
    expect(resourcesOf(synthesizeTemplate(), 'AWS::SNS::Subscription').size).toBe(0);
  });

  it('ring on silence only where something has to happen every minute', () => {
    const onSilence = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(onSilence.map(nameOf).toSorted()).toEqual(['probe-failing', 'reconciler-stopped']);
  });

  it('watch at most ten metrics each, which is all that CloudWatch takes', () => {
    const counts = alarms.map(({ Metrics }) => (Array.isArray(Metrics) ? Metrics.length : 1));
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  });

  it('measure concurrency against the reserve where there is one, else against the quota of the account', () => {
    const expressionOf = (context: Record<string, string>) => {
      const found = [...resourcesOf(synthesizeTemplate(context), 'AWS::CloudWatch::Alarm').values()];
      const [one] = found.filter(({ AlarmName }) => String(AlarmName).endsWith('-concurrency'));
      return JSON.stringify(one?.Metrics);
    };
    expect(expressionOf({})).toContain('100 * running / SERVICE_QUOTA(running)');
    expect(expressionOf({ reservedConcurrency: '30' })).toContain('100 * MAX([f0,f1,f2,f3,f4]) / 30');
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
    expect(byName.Calls.Dimensions).toEqual([{ Key: 'code', Value: '$.message.code' }]);
    expect(byName.Refusals.Dimensions).toEqual([{ Key: 'rongCloudCode', Value: '$.message.rongCloudCode' }]);
  });

  it('count logins that were not counted, by the line that the login writes', () => {
    const lines: unknown[] = [];
    const runtime = { ...processDeps, output: (_level: string, entry: LogEntry) => lines.push(entry) };
    logTrouble(runtime, 'login-counters-unavailable', new Error('out of reach'));
    const counting = filters.filter(({ FilterPattern }) =>
      isPicked(String(FilterPattern), { message: lines[0] }),
    );
    expect(new Set(counting.map((filter) => Object(filter.MetricTransformations)[0].MetricName))).toEqual(
      new Set(['LoginCountersUnavailable']),
    );
    expect(counting).toHaveLength(Object.keys(endpoints).length);
  });

  it('hold no field of a request', () => {
    const read = filters.map(({ FilterPattern, MetricTransformations }) => [
      FilterPattern,
      Object(MetricTransformations)[0].Dimensions,
    ]);
    expect(JSON.stringify(read)).not.toMatch(/username|password|query|body|user/i);
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
      'Rooms put off and given up by the reconciler',
      'Drift from RongCloud today: rooms it lost, rooms it kept',
      'DynamoDB read units',
      'DynamoDB write units',
      'Dollars a day for calls, at list prices',
    ]);
  });

  it('prices a day by the list, without a number in a form that CloudWatch does not read', () => {
    const body = String(dashboard?.DashboardBody);
    expect(body).toContain('(FILL(calls, 0)) * 0.000003700000000');
    expect(body).not.toMatch(/\* [\d.]+e-/);
  });
});
