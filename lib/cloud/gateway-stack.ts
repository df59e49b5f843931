import { CfnOutput, Duration, Stack, Tags } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { reconcile } from '../../functions/contract/scheduled.ts';
import { settings as functionSettings, readSetting } from '../../functions/contract/settings.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import { tableOutput } from '../operator/stack-outputs.ts';
import { Alarms } from './alarms.ts';
import { AppSecret } from './app-secret.ts';
import { BackupCopy } from './backup-copy.ts';
import { bindRow, type Resources } from './bind-row.ts';
import type { Bundle, Bundles } from './bundling.ts';
import { Dashboard } from './dashboard.ts';
import { Deployments } from './deployments.ts';
import { EndpointFunction } from './endpoint-function.ts';
import { LogMetrics } from './log-metrics.ts';
import { Probe } from './probe.ts';
import { ReleaseCheck } from './release-check.ts';
import { reservedConcurrencyOf } from './reserved-concurrency.ts';
import { Gateway } from './rest-api.ts';
import { runEvery } from './schedule.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';
import { architectureOf, type CloudSettings, isTraced } from './settings.ts';
import { removalPolicy, type Stage, stages } from './stages.ts';
import { Tables } from './tables.ts';
import { WebAcl } from './web-acl.ts';

/** The function of a callback replies within 4.5 s; RongCloud waits for 5 s. */
const callbackTimeoutMs = 6_000;
/** A page's function reads only files of its own bundle. */
const pageTimeoutMs = 3_000;

export const functionFiles = (): readonly string[] => [
  ...Object.keys(endpoints),
  statusCallback.name,
  'reconcile',
  apiDocs.name,
  'probe',
  'release-check',
];

export interface GatewayStackProps {
  readonly settings: CloudSettings;
  readonly bundles: Bundles;
}

interface Parts {
  readonly functions: ReadonlyMap<EndpointName, EndpointFunction>;
  readonly gateway: Gateway;
  readonly tables: Tables;
}

/** Deploying from a shell of another account or region is refused by CDK if the stage names its own. */
const environmentOf = ({ account, awsRegion }: CloudSettings) =>
  account === '' ? {} : { env: { account, region: awsRegion } };

export class GatewayStack extends Stack {
  private readonly settings: CloudSettings;
  private readonly bundles: Bundles;
  private readonly stage: Stage;
  private readonly surroundings: Surroundings;

  constructor(scope: Construct, id: string, { settings, bundles }: GatewayStackProps) {
    const stage = stages[settings.stage];
    super(scope, id, {
      description: `im-gateway, stage ${settings.stage}`,
      terminationProtection: !stage.isRemovable,
      ...environmentOf(settings),
    });
    this.settings = settings;
    this.bundles = bundles;
    this.stage = stage;
    const logGroup = new LogGroup(this, 'FunctionLogs', {
      retention: stage.logRetention,
      removalPolicy: removalPolicy(stage),
    });
    this.surroundings = {
      stage,
      logGroup,
      isTraced: isTraced(settings),
      architecture: architectureOf(settings),
    };
    Tags.of(this).add('service', 'im-gateway');
    Tags.of(this).add('stage', settings.stage);
    this.createService();
  }

  private createService(): void {
    const { settings, stage } = this;
    const tables = new Tables(this, 'Tables', {
      stage,
      ownKey: settings.ownKey,
      restored: settings.restoredTables,
    });
    const { secretName, secretKeyArn, backupVaultArn: vaultArn } = settings;
    if (vaultArn !== '') new BackupCopy(this, 'BackupCopy', { tables, vaultArn, stage });
    const secret = new AppSecret(this, 'RongCloud', { stage, secretName, secretKeyArn });
    const resources: Resources = { tables, secret, variables: settings.variables };
    const functions = this.createEndpoints(resources);
    this.createReconciler(resources);
    const gateway = new Gateway(this, 'Gateway', {
      functions,
      callback: this.createCallback(resources),
      page: this.createPage(),
      settings,
    });
    if (settings.waf) {
      const { stageArn } = gateway.restApi.deploymentStage;
      const { maxCallsPerAddress } = settings;
      new WebAcl(this, 'WebAcl', { stageName: settings.stage, stageArn, maxCallsPerAddress });
    }
    this.watch({ functions, gateway, tables });
    this.tell({ gateway, tables }, secret);
  }

  private bundle(name: string): Bundle {
    const bundle = this.bundles.get(name);
    if (bundle === undefined) throw new Error(`there is no bundle of ${name}`);
    return bundle;
  }

  private createEndpoints(resources: Resources): ReadonlyMap<EndpointName, EndpointFunction> {
    const { settings, surroundings } = this;
    const rows = Object.entries(endpoints) as [EndpointName, EndpointRow][];
    return new Map(
      rows.map(([name, definition]) => {
        const bundle = this.bundle(name);
        const props = { definition, bundle, resources, settings, surroundings };
        return [name, new EndpointFunction(this, name, props)];
      }),
    );
  }

  /** A new version gets all calls at once: RongCloud repeats what fails. */
  private createCallback(resources: Resources): ServiceFunction {
    const { name, summary } = statusCallback;
    const target = new ServiceFunction(this, name, {
      description: summary.en,
      bundle: this.bundle(name),
      timeoutMs: callbackTimeoutMs,
      ...this.surroundings,
      reservedConcurrency: reservedConcurrencyOf(statusCallback, this.settings),
      isBehindGateway: true,
    });
    bindRow(target, statusCallback, resources);
    return target;
  }

  private createReconciler(resources: Resources): void {
    const { summary: description, timeoutMs, everyMinutes } = reconcile;
    const props = { description, bundle: this.bundle('reconcile'), timeoutMs, ...this.surroundings };
    const target = new ServiceFunction(this, 'reconcile', props);
    bindRow(target, reconcile, resources);
    runEvery(everyMinutes, target);
  }

  private createPage(): ServiceFunction | undefined {
    const { docsPage } = this.settings;
    const isShown = docsPage === '' ? this.stage.hasDocsPage : docsPage === 'on';
    if (!isShown) return undefined;
    const { name, summary: description } = apiDocs;
    const common = { description, bundle: this.bundle(name), ...this.surroundings };
    return new ServiceFunction(this, name, { ...common, timeoutMs: pageTimeoutMs, isBehindGateway: true });
  }

  private watch({ functions, gateway, tables }: Parts): void {
    const { settings, surroundings } = this;
    const logMetrics = new LogMetrics(this, 'LogMetrics', {
      stageName: settings.stage,
      functionLog: surroundings.logGroup,
      accessLog: gateway.logging.accessLog,
    });
    new CfnOutput(this, 'MetricNamespace', { value: logMetrics.namespace });
    const alarms = new Alarms(this, 'Alarms', { functions, gateway, logMetrics, settings });
    if (this.stage.isProbed) this.probe(gateway, alarms);
    if (this.stage.shiftsTraffic && settings.rollout === 'gradual') {
      const releaseCheck = new ReleaseCheck(this, 'ReleaseCheck', {
        bundle: this.bundle('release-check'),
        functions,
        surroundings,
      });
      new Deployments(this, 'Deployments', { functions, alarms: alarms.byEndpoint, releaseCheck });
    }
    const stageName = settings.stage;
    new Dashboard(this, 'Dashboard', {
      stageName,
      language: readSetting(settings.variables, functionSettings.reasonLanguage),
      functions,
      gateway,
      logMetrics,
      tables,
      alarms: alarms.all,
    });
  }

  private probe(gateway: Gateway, alarms: Alarms): void {
    const { surroundings } = this;
    const probe = new Probe(this, 'Probe', { bundle: this.bundle('probe'), surroundings, url: gateway.url });
    alarms.add('probe-failing', {
      metric: probe.function.lambda.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      datapoints: [2, 3],
      isAlarmWithoutData: true,
    });
    new CfnOutput(this, 'ProbeSecretId', { value: probe.secretId });
  }

  private tell({ gateway, tables }: Pick<Parts, 'gateway' | 'tables'>, secret: AppSecret): void {
    new CfnOutput(this, 'Url', { value: gateway.url });
    const callbackPath = statusCallback.path.slice('/'.length);
    new CfnOutput(this, 'CallbackUrl', { value: `${gateway.url}${callbackPath}` });
    const timeZone = readSetting(this.settings.variables, functionSettings.timeZone);
    new CfnOutput(this, 'TimeZone', { value: timeZone });
    new CfnOutput(this, 'SecretId', { value: secret.secretId });
    for (const [name, { tableName }] of tables.byName) {
      new CfnOutput(this, tableOutput(name), { value: tableName });
    }
  }
}
