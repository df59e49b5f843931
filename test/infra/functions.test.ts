import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { synthesizeTemplate } from '../support/cloud-assembly.ts';
import { permissionsOf } from '../support/permissions.ts';
import { type Properties, resourcesOf } from '../support/template.ts';

const dev = synthesizeTemplate({ stage: 'dev' });
const prod = synthesizeTemplate({ stage: 'prod' });

const functionsOf = (template: typeof dev) => {
  const found = [...resourcesOf(template, 'AWS::Lambda::Function')];
  return Object.fromEntries(found.map(([id, one]) => [id.replace(/(Function)?[0-9A-F]{8}$/, ''), one]));
};
const variables = (one: Properties | undefined) => Object(one?.Environment).Variables;
/** As CDK writes them in logical ids. */
const endpointNames = Object.keys(endpoints).map((name) => name.replaceAll('-', ''));

describe('the functions', () => {
  it('are one per endpoint and callback, and the reconciler; the page in dev, the probe and the release check in prod', () => {
    const always = [...endpointNames, 'rongcloudchatroomstatus', 'reconcile'];
    expect(Object.keys(functionsOf(dev)).toSorted()).toEqual([...always, 'apidocs'].toSorted());
    expect(Object.keys(functionsOf(prod)).toSorted()).toEqual(
      [...always, 'probe', 'releasecheck'].toSorted(),
    );
  });

  it('include the page in staging, and in prod only if the setting says so', () => {
    const hasPage = (context: object) => 'apidocs' in functionsOf(synthesizeTemplate({ ...context }));
    expect(hasPage({ stage: 'staging' })).toBe(true);
    expect(hasPage({ stage: 'staging', docsPage: 'off' })).toBe(false);
    expect(hasPage({ stage: 'prod', docsPage: 'on' })).toBe(true);
  });

  it('run on Node 24 and arm64, traced, with JSON logs in one group', () => {
    for (const one of Object.values(functionsOf(prod))) {
      expect(one).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: 896,
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' },
      });
    }
    const groups = Object.values(functionsOf(prod)).map((one) => Object(one.LoggingConfig).LogGroup);
    expect(new Set(groups).size).toBe(1);
  });

  it('have a timeout of ten seconds if a caller waits for them', () => {
    const timeouts = Object.entries(functionsOf(prod)).map(([name, { Timeout }]) => [name, Timeout]);
    expect(Object.fromEntries(timeouts)).toEqual({
      ...Object.fromEntries(endpointNames.map((name) => [name, 10])),
      rongcloudchatroomstatus: 6,
      reconcile: 50,
      probe: 55,
      releasecheck: 300,
    });
    expect(functionsOf(dev).apidocs?.Timeout).toBe(3);
  });

  it('reserve concurrency for join and the callback in prod; the setting reserves for all or none', () => {
    const reserved = (template: typeof dev) =>
      Object.fromEntries(
        Object.entries(functionsOf(template))
          .map(([name, one]) => [name, one.ReservedConcurrentExecutions])
          .filter(([, reserve]) => reserve !== undefined),
      );
    const prodWith = (reservedConcurrency: string) =>
      synthesizeTemplate({ stage: 'prod', alarmEmail: 'ops@example.com', reservedConcurrency });
    expect(reserved(prod)).toEqual({ chatroomjoin: 200, rongcloudchatroomstatus: 50 });
    expect(reserved(dev)).toEqual({});
    expect(reserved(prodWith('0'))).toEqual({});
    expect(reserved(prodWith('30'))).toEqual(
      Object.fromEntries([...endpointNames, 'rongcloudchatroomstatus'].map((name) => [name, 30])),
    );
  });

  it('get the variables of their row, with the settings as they were given', () => {
    const template = synthesizeTemplate({
      region: 'singapore',
      timeZone: 'Asia/Tokyo',
      errorStatus: 'always200',
    });
    const { chatroomquery, chatroomjoin } = functionsOf(template);
    const ofEvery = {
      ATTEMPTS_TABLE: expect.stringMatching(/^Tablesattempts/),
      CHATROOMS_TABLE: expect.stringMatching(/^Tableschatrooms/),
      CORS_ORIGINS: '',
      ERROR_STATUS: 'always200',
      LOGIN_FREE_FAILURES: '5',
      LOGIN_NETWORK_FAILURES: '50',
      LOGIN_USER_DAILY_FAILURES: '100',
      LOGIN_USER_FAILURES: '20',
      REASON_LANGUAGE: 'en',
      TRUSTED_PROXIES: '',
      USERS_TABLE: expect.stringMatching(/^Tablesusers/),
      WEAK_DIGESTS: 'refuse',
    };
    expect(variables(chatroomquery)).toEqual({ ...ofEvery, TIME_ZONE: 'Asia/Tokyo' });
    expect(variables(chatroomjoin)).toEqual({
      ...ofEvery,
      RONGCLOUD_HOSTS: 'singapore',
      RONGCLOUD_SECRET_ID: expect.stringMatching(/^RongCloudSecret/),
      SANCTIONS_TABLE: expect.stringMatching(/^Tablessanctions/),
      SERVER_JOIN: 'auto',
    });
  });
});

describe('a new version', () => {
  it('is called through the alias live', () => {
    const aliases = [...resourcesOf(prod, 'AWS::Lambda::Alias').values()];
    expect(aliases.map(({ Name }) => Name)).toEqual(endpointNames.map(() => 'live'));
  });

  it('gets a tenth of the calls for ten minutes in prod, and is rolled back by the alarm of its endpoint', () => {
    const groups = [...resourcesOf(prod, 'AWS::CodeDeploy::DeploymentGroup').values()];
    const alarms = resourcesOf(prod, 'AWS::CloudWatch::Alarm');
    expect(groups).toHaveLength(endpointNames.length);
    for (const group of groups) {
      expect(group).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent10Minutes',
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
        AlarmConfiguration: { Enabled: true },
      });
      const [{ Name: alarmId }, ...others] = Object(group.AlarmConfiguration).Alarms;
      expect(others).toEqual([]);
      const alarm = alarms.get(alarmId);
      expect([alarm?.EvaluationPeriods, alarm?.DatapointsToAlarm, alarm?.Threshold]).toEqual([1, 1, 1]);
      expect(JSON.stringify(alarm?.Metrics)).toMatch(/"Period":60.*"Period":60/);
    }
  });

  it('is called by the release check before it gets traffic', () => {
    const aliases = Object.values(prod.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Alias');
    const hooks = aliases.map((alias) => Object(Object(alias).UpdatePolicy).CodeDeployLambdaAliasUpdate);
    const [checkId] = [...resourcesOf(prod, 'AWS::Lambda::Function').keys()].filter((id) =>
      id.startsWith('releasecheck'),
    );
    expect(hooks.map(({ BeforeAllowTrafficHook }) => BeforeAllowTrafficHook)).toEqual(
      endpointNames.map(() => ({ Ref: checkId })),
    );
    const versions = JSON.stringify(variables(functionsOf(prod).releasecheck)?.RELEASE_VERSIONS);
    for (const name of Object.keys(endpoints)) expect(versions).toContain(name);
  });

  it('lets CodeDeploy change each alias, by the function and by the alias', () => {
    const [roleId] = [...resourcesOf(prod, 'AWS::IAM::Role').keys()].filter((id) =>
      id.startsWith('Deployments'),
    );
    const { all } = permissionsOf(prod, roleId ?? '');
    const resources = all
      .filter(({ action }) => action === 'lambda:UpdateAlias')
      .map(({ resource }) => resource);
    expect(resources).toHaveLength(2 * endpointNames.length);
    expect(resources.filter((arn) => arn.endsWith(':live'))).toHaveLength(endpointNames.length);
  });

  it('gets a tenth of the calls first in staging too', () => {
    const staging = synthesizeTemplate({ stage: 'staging' });
    expect(resourcesOf(staging, 'AWS::CodeDeploy::DeploymentGroup').size).toBe(endpointNames.length);
  });

  it('gets all calls at once in dev, and in prod with -c rollout=at-once', () => {
    for (const template of [dev, synthesizeTemplate({ stage: 'prod', rollout: 'at-once' })]) {
      expect(resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup').size).toBe(0);
    }
  });

  it('keeps the previous version in prod', () => {
    const versions = Object.values(prod.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Version');
    expect(new Set(versions.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set(['RetainExceptOnCreate']),
    );
  });
});

describe('provisioned concurrency', () => {
  const targetsOf = (context: object) =>
    Object.values(synthesizeTemplate({ stage: 'prod', ...context }).Resources).filter(
      ({ Type }) => Type === 'AWS::ApplicationAutoScaling::ScalableTarget',
    );

  it('is on the aliases that a whole class calls, for the hours, in the time zone of the setting', () => {
    const provisionedConcurrency = '40 MON-FRI 18:45-19:30, 5 SAT 08:05-09:00';
    expect(targetsOf({})).toEqual([]);
    const targets = targetsOf({ provisionedConcurrency, timeZone: 'Asia/Singapore' });
    const rows = Object.values<EndpointRow>(endpoints).filter(({ throttle }) => throttle === 'arrivals');
    expect(targets).toHaveLength(rows.length);
    const Timezone = 'Asia/Singapore';
    for (const { Properties } of targets) {
      expect(Properties).toMatchObject({
        MinCapacity: 0,
        MaxCapacity: 40,
        ScalableDimension: 'lambda:function:ProvisionedConcurrency',
        ScheduledActions: [
          { Schedule: 'cron(45 18 ? * MON-FRI *)', Timezone, ScalableTargetAction: both(40) },
          { Schedule: 'cron(30 19 ? * MON-FRI *)', Timezone, ScalableTargetAction: both(0) },
          { Schedule: 'cron(5 8 ? * SAT *)', Timezone, ScalableTargetAction: both(5) },
          { Schedule: 'cron(0 9 ? * SAT *)', Timezone, ScalableTargetAction: both(0) },
        ],
      });
      expect(JSON.stringify(Properties.ResourceId)).toMatch(/"function:.*Live.*:live"/);
    }
  });

  it('is at most the reserve of the setting or the row', () => {
    const provisionedConcurrency = '20 MON-FRI 18:45-19:30, 201 SAT 08:45-09:30';
    expect(() => targetsOf({ provisionedConcurrency })).toThrow(
      'provisionedConcurrency is 201; it must be at most what is reserved, 200',
    );
    expect(() => targetsOf({ provisionedConcurrency, reservedConcurrency: '201' })).not.toThrow();
  });

  const both = (count: number) => ({ MinCapacity: count, MaxCapacity: count });
});

describe('what runs on a schedule', () => {
  it('runs every minute, and a failed run is not retried', () => {
    const rules = [...resourcesOf(prod, 'AWS::Events::Rule').values()];
    expect(rules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
      'rate(1 minute)',
      'rate(1 minute)',
    ]);
    const invokes = [...resourcesOf(prod, 'AWS::Lambda::EventInvokeConfig').values()];
    expect(
      invokes.map(({ MaximumRetryAttempts, MaximumEventAgeInSeconds }) => [
        MaximumRetryAttempts,
        MaximumEventAgeInSeconds,
      ]),
    ).toEqual([
      [0, 60],
      [0, 60],
    ]);
    expect(rules.map(({ Targets }) => Object(Targets)[0].RetryPolicy)).toEqual([
      { MaximumRetryAttempts: 0 },
      { MaximumRetryAttempts: 0 },
    ]);
  });

  it('lets the probe call the address that the apps call', () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/abc';
    const template = synthesizeTemplate({ stage: 'prod', domainName: 'im.example.com', certificateArn });
    expect(variables(functionsOf(template).probe).PROBE_URL).toBe('https://im.example.com/');
  });
});
