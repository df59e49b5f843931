import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  type EndpointDefinition,
  type EndpointName,
  endpoints,
  scheduled,
} from '../../functions/contract/endpoints.ts';
import { type PageName, pages } from '../../functions/contract/pages.ts';
import { Alarms } from './alarms.ts';
import { AppSecret } from './app-secret.ts';
import type { Resources } from './bind-row.ts';
import type { Bundle, Bundles } from './bundling.ts';
import { Dashboard } from './dashboard.ts';
import { Deployments } from './deployments.ts';
import { EndpointFunction } from './endpoint-function.ts';
import { LogMetrics } from './log-metrics.ts';
import { PageFunction } from './page-function.ts';
import { Probe } from './probe.ts';
import { Gateway } from './rest-api.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import type { CloudSettings } from './settings.ts';
import { stages } from './stages.ts';
import { Tables } from './tables.ts';
import { WebAcl } from './web-acl.ts';

/** The files in functions/ of which the stack wants a bundle. */
export const functionFiles: readonly string[] = [
  ...Object.keys(endpoints),
  ...Object.keys(scheduled),
  ...Object.keys(pages),
  'probe',
];

export interface GatewayStackProps {
  readonly settings: CloudSettings;
  /** Of every function, by the name of its file. */
  readonly bundles: Bundles;
}

interface Parts {
  readonly functions: ReadonlyMap<EndpointName, EndpointFunction>;
  readonly schedules: Readonly<Record<keyof typeof scheduled, ScheduledFunction>>;
  readonly gateway: Gateway;
  readonly tables: Tables;
}

/** The whole service on AWS. */
export class GatewayStack extends Stack {
  private readonly props: GatewayStackProps;

  constructor(scope: Construct, id: string, props: GatewayStackProps) {
    const { settings } = props;
    super(scope, id, { description: `im-gateway, stage ${settings.stage}` });
    this.props = props;
    const stage = stages[settings.stage];
    const tables = new Tables(this, 'Tables', {
      stage,
      ownKey: settings.ownKey,
      restored: settings.restoredTables,
    });
    const secret = new AppSecret(this, 'RongCloud', { stage, secretName: settings.secretName });
    const resources: Resources = { tables, secret, variables: settings.variables };
    const functions = this.createEndpoints(resources);
    const schedules = this.createSchedules(resources);
    const gateway = new Gateway(this, 'Gateway', { functions, pages: this.createPages(), settings });
    if (settings.waf) {
      new WebAcl(this, 'WebAcl', {
        stageName: settings.stage,
        stageArn: gateway.restApi.deploymentStage.stageArn,
      });
    }
    this.watch({ functions, schedules, gateway, tables });
    new CfnOutput(this, 'Url', { value: gateway.url });
    new CfnOutput(this, 'SecretId', { value: secret.secretId });
    for (const [name, { tableName }] of tables.byName) {
      new CfnOutput(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}Table`, { value: tableName });
    }
  }

  private bundle(name: string): Bundle {
    const bundle = this.props.bundles.get(name);
    if (bundle === undefined) throw new Error(`there is no bundle of ${name}`);
    return bundle;
  }

  private createEndpoints(resources: Resources): ReadonlyMap<EndpointName, EndpointFunction> {
    const { settings } = this.props;
    const rows = Object.entries(endpoints) as [EndpointName, EndpointDefinition][];
    return new Map(
      rows.map(([name, definition]) => [
        name,
        new EndpointFunction(this, name, { definition, bundle: this.bundle(name), resources, settings }),
      ]),
    );
  }

  private createSchedules(resources: Resources): Readonly<Record<keyof typeof scheduled, ScheduledFunction>> {
    const create = (name: keyof typeof scheduled) =>
      new ScheduledFunction(this, name, {
        definition: scheduled[name],
        bundle: this.bundle(name),
        resources,
        stage: stages[this.props.settings.stage],
      });
    return { reconcile: create('reconcile') };
  }

  private createPages(): ReadonlyMap<PageName, PageFunction> {
    const names = Object.keys(pages) as PageName[];
    return new Map(
      names.map((name) => {
        const stage = stages[this.props.settings.stage];
        return [
          name,
          new PageFunction(this, name, { definition: pages[name], bundle: this.bundle(name), stage }),
        ];
      }),
    );
  }

  private watch({ functions, schedules, gateway, tables }: Parts): void {
    const { settings } = this.props;
    const { shiftsTraffic, isProbed } = stages[settings.stage];
    const logMetrics = new LogMetrics(this, 'LogMetrics', {
      stageName: settings.stage,
      functions,
      reconcilerLog: schedules.reconcile.logGroup,
      accessLog: gateway.logging.accessLog,
    });
    new CfnOutput(this, 'MetricNamespace', { value: logMetrics.namespace });
    const alarms = new Alarms(this, 'Alarms', {
      functions: [...functions.values()],
      gateway,
      logMetrics,
      settings,
    });
    if (isProbed) this.probe(gateway, alarms);
    if (shiftsTraffic) new Deployments(this, 'Deployments', { functions, alarms: alarms.ofDeployments });
    new Dashboard(this, 'Dashboard', {
      stageName: settings.stage,
      functions,
      gateway,
      logMetrics,
      tables,
      alarms: alarms.all,
    });
  }

  private probe(gateway: Gateway, alarms: Alarms): void {
    const { settings } = this.props;
    const probe = new Probe(this, 'Probe', {
      bundle: this.bundle('probe'),
      stage: stages[settings.stage],
      url: gateway.url,
    });
    alarms.add('probe-failing', {
      says: 'The probe could not make its calls in two of three minutes.',
      metric: probe.function.lambda.metricErrors({ period: Duration.minutes(1) }),
      from: 1,
      periods: [2, 3],
      isSilenceBad: true,
    });
    new CfnOutput(this, 'ProbeSecretId', { value: probe.secretId });
  }
}
