import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type AlarmRule, alarmRules, endpointRule, type Watched } from './alarm-rules.ts';
import { acknowledge } from './checks.ts';

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD } = ComparisonOperator;

/** It has one heading per alarm; all endpoints share one heading. */
const runbook = 'docs/runbook.md';
const endpointHeading = 'endpoint-faults';

/** The alarms, and the topic that they publish to. */
export class Alarms extends Construct {
  readonly topic: Topic;
  /** By endpoint: ALARM during a rollout rolls it back. */
  readonly byEndpoint: ReadonlyMap<string, Alarm>;
  readonly all: Alarm[] = [];
  private readonly stageName: string;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { functions, logMetrics, settings } = watched;
    this.stageName = settings.stage;
    this.topic = this.createTopic();
    if (settings.alarmEmail !== '') this.subscribe(settings.alarmEmail);
    for (const [name, rule] of Object.entries(alarmRules(watched))) this.add(name, rule);
    this.byEndpoint = new Map(
      [...functions].map(([name, endpointFunction]) => [
        name,
        this.add(
          `${endpointHeading}-${name}`,
          endpointRule(name, endpointFunction, logMetrics),
          endpointHeading,
        ),
      ]),
    );
  }

  /** enforceSSL creates a policy that replaces SNS's default: without this statement no alarm may publish. */
  private createTopic(): Topic {
    const topic = new Topic(this, 'Topic', { displayName: `im-gateway ${this.stageName}`, enforceSSL: true });
    const { account, partition, region } = Stack.of(this);
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:im-gateway-${this.stageName}-*`,
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

  add(name: string, rule: AlarmRule, heading = name): Alarm {
    const [datapointsToAlarm, evaluationPeriods] = rule.datapoints ?? [1, 1];
    const alarm = new Alarm(this, name, {
      alarmName: `im-gateway-${this.stageName}-${name}`,
      alarmDescription: `${rule.description} See ${runbook}#${heading}`,
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: rule.isAlarmWithoutData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
    return alarm;
  }
}
