import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type AlarmRule, alarmRules, type Watched } from './alarm-rules.ts';

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD } = ComparisonOperator;

/** What a bad version would show within its first minutes. */
const stopsDeployment = ['function-errors', 'internal-faults', 'server-failures', 'slow-answers'];

/** It has a heading of each alarm's name. */
const runbook = 'docs/runbook.md';

/** What wakes somebody, and where it says so. */
export class Alarms extends Construct {
  readonly topic: Topic;
  /** Those that, while calls move to a new version, move them back to the one before. */
  readonly ofDeployments: readonly Alarm[];
  readonly all: Alarm[] = [];
  private readonly stageName: string;

  constructor(scope: Construct, id: string, props: Watched) {
    super(scope, id);
    this.stageName = props.settings.stage;
    this.topic = new Topic(this, 'Topic', { displayName: `im-gateway ${this.stageName}`, enforceSSL: true });
    const { alarmEmail } = props.settings;
    if (alarmEmail !== '') this.tell(alarmEmail);
    const alarms = Object.entries(alarmRules(props)).map(
      ([name, rule]) => [name, this.add(name, rule)] as const,
    );
    this.ofDeployments = alarms.filter(([name]) => stopsDeployment.includes(name)).map(([, alarm]) => alarm);
  }

  private tell(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    acknowledge(subscription, {
      'Serverless-SNSRedrivePolicy':
        'Mail that SNS cannot deliver would lie in a queue that nobody reads; the dashboard shows every alarm.',
    });
  }

  add(name: string, { says, metric, from, periods = [1, 1], isSilenceBad = false }: AlarmRule): Alarm {
    const [datapointsToAlarm, evaluationPeriods] = periods;
    const alarm = new Alarm(this, name, {
      alarmName: `im-gateway-${this.stageName}-${name}`,
      alarmDescription: `${says} See ${runbook}#${name}`,
      metric,
      threshold: from,
      comparisonOperator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: isSilenceBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
    return alarm;
  }
}
