import { describe, expect, it } from 'vitest';
import { type LogEntry, processDeps } from '../../functions/platform/deps.ts';
import { logTrouble } from '../../functions/platform/log.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { isPicked } from '../support/filter-pattern.ts';
import { resourcesOf } from '../support/template.ts';

const template = synthesizeTemplate({ stage: 'prod', alarmEmail: 'ops@example.com' });

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

  /** The metrics that a line is counted in, with the field of their value if it is not 1. */
  const countedIn = (line: object) =>
    filters
      .filter(({ FilterPattern }) => isPicked(String(FilterPattern), line))
      .map(({ MetricTransformations }) => Object(MetricTransformations)[0])
      .map(({ MetricName, MetricValue }) =>
        MetricValue === '1' ? MetricName : `${MetricName} ${MetricValue.split('.').at(-1)}`,
      )
      .toSorted();

  const joined = { requestId: 'a1', endpoint: 'chatroom-join', ms: 9, status: 200, code: 'OK' };
  const ofCall = ['Calls', 'CallsByCode'];
  const run = { run: 'reconcile', destroyed: 0, failed: 0, givenUp: 0, missing: 0, unreported: 0, lastId: 7 };
  const ofRun = ['ChatroomsMissing missing', 'EventsUnreported unreported', 'LastChatroomId lastId'];

  it.each<[string, object, readonly string[]]>([
    ['a success', joined, [...ofCall, 'RongCloudCalls']],
    ['a call that needs no RongCloud', { ...joined, endpoint: 'chatroom-query' }, ofCall],
    ['a call of the release check', { ...joined, requestId: 'release-check', code: 'TOO_MANY_ATTEMPTS' }, []],
    [
      'a fault in the release check',
      { ...joined, requestId: 'release-check', code: 'INTERNAL' },
      ['Faults', 'ServerFailures'],
    ],
    ['a callback', { callback: 'rongcloud-chatroom-status', code: 'OK' }, []],
    ['a failure of the caller', { ...joined, code: 'CHATROOM_DESTROYED' }, [...ofCall, 'RongCloudCalls']],
    [
      'a fault of ours',
      { ...joined, code: 'INTERNAL' },
      [...ofCall, 'Faults', 'RongCloudCalls', 'ServerFailures'],
    ],
    [
      'DynamoDB out of reach',
      { ...joined, code: 'UNAVAILABLE' },
      [...ofCall, 'RongCloudCalls', 'ServerFailures'],
    ],
    [
      'a refusal of RongCloud',
      { ...joined, code: 'UPSTREAM_REJECTED', rongCloudCode: 1004 },
      [...ofCall, 'Refusals', 'RongCloudCalls', 'ServerFailures', 'UpstreamFailures'],
    ],
    [
      'a service that is not enabled',
      { ...joined, code: 'NOT_ENABLED', rongCloudCode: 1009 },
      [...ofCall, 'Refusals', 'RongCloudCalls', 'ServerFailures'],
    ],
    [
      'an open circuit',
      { ...joined, code: 'UPSTREAM_UNAVAILABLE', problem: 'the circuit is open' },
      [...ofCall, 'CircuitOpen', 'RongCloudCalls', 'ServerFailures', 'UpstreamFailures'],
    ],
    [
      'a stale secret',
      { event: 'rongcloud-secret-stale', ageSeconds: 3_600 },
      ['SecretAgeSeconds ageSeconds'],
    ],
    [
      'a run of the reconciler',
      { ...run, failed: 2, givenUp: 1 },
      [...ofRun, 'ChatroomsGivenUp givenUp', 'ChatroomsPending failed', 'ReconcilerRuns'],
    ],
    ['a run with nothing to do', run, [...ofRun, 'ReconcilerRuns']],
    ['a failed run', { run: 'reconcile', code: 'UNAVAILABLE' }, ['ServerFailures']],
  ])('count %s', (_what, message, metrics) => {
    expect(countedIn({ message })).toEqual(metrics.toSorted());
  });

  it.each<[string, object, readonly string[]]>([
    ['a start', { status: 'success', metrics: { initDurationMs: 300 } }, ['StartUpMs initDurationMs']],
    ['a warm call', { status: 'success', metrics: { durationMs: 9 } }, []],
    ['a timeout', { status: 'timeout', metrics: { durationMs: 10_000 } }, ['Timeouts']],
    ['a crash, which is an error of the function itself', { status: 'error', metrics: {} }, []],
  ])('count Lambda’s report of %s', (_what, record, metrics) => {
    expect(countedIn({ type: 'platform.report', record })).toEqual(metrics);
  });

  it('count what the gateway throttled', () => {
    expect(countedIn({ status: '429', error: 'THROTTLED' })).toEqual(['GatewayThrottled']);
    expect(countedIn({ status: '200', error: '-' })).toEqual([]);
  });

  it('count an unreadable secret by the line that says what to do', () => {
    const read = { call: 'secretsmanager/GetSecretValue', code: 'UNAVAILABLE' };
    expect(countedIn({ message: { ...read, remedy: 'Check that it exists.' } })).toContain(
      'SecretUnreadable',
    );
    expect(countedIn({ message: read })).not.toContain('SecretUnreadable');
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
