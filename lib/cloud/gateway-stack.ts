import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { apiDocs } from '../../functions/contract/api-docs.ts';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { reconcile } from '../../functions/contract/scheduled.ts';
import { statusCallback } from '../../functions/contract/status-callback.ts';
import { tableOutput } from '../../functions/contract/tables.ts';
import { Alarms } from './alarms.ts';
import { appSecret } from './app-secret.ts';
import { BackupCopy } from './backup-copy.ts';
import type { Bundles } from './bundling.ts';
import { Dashboard } from './dashboard.ts';
import { Deployments } from './deployments.ts';
import { EndpointFunction } from './endpoint-function.ts';
import { LogMetrics } from './log-metrics.ts';
import { Probe } from './probe.ts';
import { ReleaseCheck } from './release-check.ts';
import { Gateway } from './rest-api.ts';
import { ServiceFunction, type SharedResources } from './service-function.ts';
import { type CloudSettings, reservedConcurrencyOf } from './settings.ts';
import { isProd, logLifetime } from './stages.ts';
import { createTables } from './tables.ts';
import { WebAcl } from './web-acl.ts';

/** The function of a callback replies within 4.5 s; RongCloud waits for 5 s. */
const callbackTimeoutMs = 6_000;
/** A page's function reads only files of its own bundle. */
const pageTimeoutMs = 3_000;

export class GatewayStack extends Stack {
  private readonly shared: SharedResources;

  constructor(scope: Construct, settings: CloudSettings, bundles: Bundles) {
    const { account, awsRegion: region } = settings;
    super(scope, `im-gateway-${settings.stage}`, {
      description: `im-gateway, stage ${settings.stage}`,
      terminationProtection: isProd(settings),
      // If the stage names them, CDK refuses to deploy from a shell of another account or region.
      env: account === '' ? undefined : { account, region },
    });
    Tags.of(this).add('service', 'im-gateway');
    Tags.of(this).add('stage', settings.stage);
    const tables = createTables(this, settings);
    const secret = appSecret(this, settings);
    const logGroup = new LogGroup(this, 'FunctionLogs', logLifetime(settings));
    this.shared = { settings, bundles, tables, secret, logGroup };
    if (settings.backupVaultArn !== '') new BackupCopy(this, tables, settings);
    const functions = Object.values<EndpointRow>(endpoints).map(
      (row) => new EndpointFunction(this, row, this.shared),
    );
    new ServiceFunction(this, 'reconcile', this.shared, reconcile).runEvery(reconcile.everyMinutes);
    const callback = this.createCallback();
    const gateway = new Gateway(this, { functions, callback, page: this.createPage() }, settings);
    if (settings.waf) new WebAcl(this, gateway.restApi.deploymentStage.stageArn, settings);
    this.addMonitoring(functions, gateway);
    this.addOutputs({
      Url: gateway.url,
      CallbackUrl: `${gateway.url}${statusCallback.path.slice('/'.length)}`,
      TimeZone: settings.timeZone,
      SecretId: secret.id,
      ...Object.fromEntries([...tables].map(([name, { tableName }]) => [tableOutput(name), tableName])),
    });
  }

  /** A new version gets all calls at once: RongCloud repeats what fails. */
  private createCallback(): ServiceFunction {
    return new ServiceFunction(this, statusCallback.name, this.shared, {
      ...statusCallback,
      summary: statusCallback.summary.en,
      timeoutMs: callbackTimeoutMs,
      reservedConcurrency: reservedConcurrencyOf(statusCallback, this.shared.settings),
      isBehindGateway: true,
    });
  }

  private createPage(): ServiceFunction | undefined {
    const { settings } = this.shared;
    const isShown = settings.docsPage === '' ? !isProd(settings) : settings.docsPage === 'on';
    if (!isShown) return undefined;
    const props = { timeoutMs: pageTimeoutMs, access: {}, settings: [], isBehindGateway: true } as const;
    return new ServiceFunction(this, apiDocs.name, this.shared, { ...apiDocs, ...props });
  }

  private addMonitoring(functions: readonly EndpointFunction[], gateway: Gateway): void {
    const { settings, logGroup, tables } = this.shared;
    const logMetrics = new LogMetrics(this, settings.stage, logGroup, gateway.accessLog);
    this.addOutputs({ MetricNamespace: logMetrics.namespace });
    const probe = isProd(settings) ? new Probe(this, this.shared, gateway.url) : undefined;
    if (probe) this.addOutputs({ ProbeSecretId: probe.secretId });
    const monitored = { functions, gateway, logMetrics, settings, probe };
    const alarms = new Alarms(this, monitored);
    if (settings.stage !== 'dev' && settings.rollout === 'gradual') {
      const releaseCheck = new ReleaseCheck(this, this.shared, functions);
      new Deployments(this, alarms.byEndpoint, releaseCheck);
    }
    new Dashboard(this, monitored, tables, alarms.all);
  }

  private addOutputs(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
