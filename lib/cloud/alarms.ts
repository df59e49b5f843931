import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Wording } from '../../functions/contract/reasons.ts';
import { type AlarmRow, alarmRows, type Monitored } from './alarm-rows.ts';
import { acknowledge } from './checks.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { CloudSettings } from './settings.ts';

/** The runbook has one heading per alarm; all endpoints share one. */
const endpointHeading = 'endpoint-faults';

const runbookText = (heading: string): Wording => ({
  en: ` See docs/runbook.md#${heading}`,
  zh: `处理方法见 docs/zh-CN/runbook.md#${heading}`,
});

const endpointText = (endpoint: string): Wording => ({
  en: `${endpoint} crashed or failed by a fault of its own.`,
  zh: `${endpoint} 崩溃，或因自身故障而失败。`,
});

/** In one-minute periods: it can go into ALARM during a rollout even if the endpoint gets few calls. */
function endpointFaults({ row, lambda }: EndpointFunction, logMetrics: LogMetrics): IMetric {
  const period = Duration.minutes(1);
  return new MathExpression({
    expression: 'FILL(errors, 0) + FILL(faults, 0)',
    usingMetrics: { errors: lambda.metricErrors({ period }), faults: logMetrics.faults(row.name) },
    period,
  });
}

export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  /** ALARM during a rollout rolls the endpoint back. */
  readonly byEndpoint = new Map<EndpointFunction, Alarm>();
  private readonly settings: CloudSettings;
  private readonly mail: SnsAction;

  constructor(scope: Construct, monitored: Monitored) {
    super(scope, 'Alarms');
    this.settings = monitored.settings;
    this.mail = new SnsAction(this.createTopic());
    for (const [name, row] of Object.entries(alarmRows)) {
      const metric = row.metric(monitored);
      if (metric) this.add(name, row, metric);
    }
    for (const target of monitored.functions) {
      const { name } = target.row;
      const metric = endpointFaults(target, monitored.logMetrics);
      const alarm = this.add(`${endpointHeading}-${name}`, endpointText(name), metric, endpointHeading);
      this.byEndpoint.set(target, alarm);
    }
  }

  private createTopic(): Topic {
    const { stage, alarmEmail } = this.settings;
    const topic = new Topic(this, 'Topic', { displayName: `im-gateway ${stage}`, enforceSSL: true });
    const { account, partition, region } = Stack.of(this);
    const alarms = `arn:${partition}:cloudwatch:${region}:${account}:alarm:im-gateway-${stage}-*`;
    const conditions = {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': alarms },
    };
    // enforceSSL creates a policy that replaces SNS's default: without this statement no alarm may publish.
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
    if (alarmEmail !== '') {
      acknowledge(topic.addSubscription(new EmailSubscription(alarmEmail)), {
        'Serverless-SNSRedrivePolicy':
          'Nobody would read a queue of undelivered mail; the dashboard shows every alarm.',
      });
    }
    return topic;
  }

  private add(name: string, row: Omit<AlarmRow, 'metric'>, metric: IMetric, heading = name): Alarm {
    const { stage, reasonLanguage } = this.settings;
    const { threshold = 1, datapoints: [datapointsToAlarm, evaluationPeriods] = [1, 1] } = row;
    const alarm = new Alarm(this, name, {
      alarmName: `im-gateway-${stage}-${name}`,
      alarmDescription: `${row[reasonLanguage]}${runbookText(heading)[reasonLanguage]}`,
      metric,
      threshold: typeof threshold === 'number' ? threshold : threshold(this.settings),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: row.isAlarmWithoutData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.mail);
    alarm.addOkAction(this.mail);
    this.all.push(alarm);
    return alarm;
  }
}
