import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Language, Wording } from '../../functions/contract/reasons.ts';
import { settings as functionSettings, readSetting } from '../../functions/contract/settings.ts';
import { type AlarmRule, alarmRules, endpointRule, type Watched } from './alarm-rules.ts';
import { type AlarmName, alarmTexts, endpointText, runbookText } from './alarm-texts.ts';
import { acknowledge } from './checks.ts';

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD } = ComparisonOperator;

const endpointHeading = 'endpoint-faults';

export class Alarms extends Construct {
  readonly topic: Topic;
  /** By endpoint: ALARM during a rollout rolls it back. */
  readonly byEndpoint: ReadonlyMap<string, Alarm>;
  readonly all: Alarm[] = [];
  private readonly stageName: string;
  private readonly language: Language;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { functions, logMetrics, settings } = watched;
    this.stageName = settings.stage;
    this.language = readSetting(settings.variables, functionSettings.reasonLanguage);
    this.topic = this.createTopic();
    if (settings.alarmEmail !== '') this.subscribe(settings.alarmEmail);
    const rules = Object.entries(alarmRules(watched)) as [AlarmName, AlarmRule][];
    for (const [name, rule] of rules) this.add(name, rule);
    this.byEndpoint = new Map(
      [...functions].map(([endpoint, endpointFunction]) => [
        endpoint,
        this.create(`${endpointHeading}-${endpoint}`, endpointRule(endpoint, endpointFunction, logMetrics), {
          text: endpointText(endpoint),
          heading: endpointHeading,
        }),
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

  add(name: AlarmName, rule: AlarmRule): void {
    this.create(name, rule, { text: alarmTexts[name], heading: name });
  }

  private create(
    name: string,
    rule: AlarmRule,
    { text, heading }: { readonly text: Wording; readonly heading: string },
  ): Alarm {
    const [datapointsToAlarm, evaluationPeriods] = rule.datapoints ?? [1, 1];
    const alarm = new Alarm(this, name, {
      alarmName: `im-gateway-${this.stageName}-${name}`,
      alarmDescription: `${text[this.language]}${runbookText(heading)[this.language]}`,
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
