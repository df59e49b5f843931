import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Language, Wording } from '../../functions/contract/reasons.ts';
import { type AlarmRow, alarmRows, type Monitored } from './alarm-rows.ts';
import { acknowledge } from './checks.ts';
import type { EndpointFunction } from './endpoint-function.ts';
import type { LogMetrics } from './log-metrics.ts';
import { languageOf } from './settings.ts';

/** The runbook has one heading per alarm; all endpoints share one. */
const endpointHeading = 'endpoint-faults';

const runbookText = (heading: string): Wording => ({
  en: ` See docs/runbook.md#${heading}`,
  zh: `处理方法见 docs/zh-CN/runbook.md#${heading}`,
});

/** In one-minute periods: it can go into ALARM during a rollout even if the endpoint gets few calls. */
function endpointAlarm(endpoint: string, { lambda }: EndpointFunction, logMetrics: LogMetrics): AlarmRow {
  const period = Duration.minutes(1);
  return {
    en: `${endpoint} crashed or failed by a fault of its own.`,
    zh: `${endpoint} 崩溃，或因自身故障而失败。`,
    metric: new MathExpression({
      expression: 'FILL(errors, 0) + FILL(faults, 0)',
      usingMetrics: { errors: lambda.metricErrors({ period }), faults: logMetrics.faults(endpoint, period) },
      period,
    }),
  };
}

export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  /** By endpoint: ALARM during a rollout rolls it back. */
  readonly byEndpoint = new Map<string, Alarm>();
  private readonly prefix: string;
  private readonly language: Language;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, monitored: Monitored) {
    super(scope, id);
    const { functions, logMetrics, settings } = monitored;
    this.prefix = `im-gateway-${settings.stage}`;
    this.language = languageOf(settings);
    this.topic = this.createTopic(settings.stage);
    if (settings.alarmEmail !== '') this.subscribe(settings.alarmEmail);
    for (const [name, row] of Object.entries(alarmRows(monitored))) this.add(name, row);
    for (const [endpoint, target] of functions) {
      const row = endpointAlarm(endpoint, target, logMetrics);
      this.byEndpoint.set(endpoint, this.add(`${endpointHeading}-${endpoint}`, row, endpointHeading));
    }
  }

  /** enforceSSL creates a policy that replaces SNS's default: without this statement no alarm may publish. */
  private createTopic(stage: string): Topic {
    const topic = new Topic(this, 'Topic', { displayName: `im-gateway ${stage}`, enforceSSL: true });
    const { account, partition, region } = Stack.of(this);
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:${this.prefix}-*`,
          },
        },
      }),
    );
    return topic;
  }

  private subscribe(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    acknowledge(subscription, {
      'Serverless-SNSRedrivePolicy':
        'Nobody would read a queue of undelivered mail; the dashboard shows every alarm.',
    });
  }

  private add(name: string, row: AlarmRow, heading = name): Alarm {
    const { metric, threshold = 1, datapoints: [datapointsToAlarm, evaluationPeriods] = [1, 1] } = row;
    const alarm = new Alarm(this, name, {
      alarmName: `${this.prefix}-${name}`,
      alarmDescription: `${row[this.language]}${runbookText(heading)[this.language]}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: row.isAlarmWithoutData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
    return alarm;
  }
}
