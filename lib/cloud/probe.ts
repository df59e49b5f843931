import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { probe } from '../../functions/contract/scheduled.ts';
import { settings as functionSettings } from '../../functions/contract/settings.ts';
import { acknowledge } from './checks.ts';
import { ServiceFunction, type SharedResources } from './service-function.ts';
import { removalPolicy } from './stages.ts';

/** The operator adds the account, with the password in the secret. */
const username = 'probe';

/**
 * A function that calls the live endpoints every minute, so that alarms also work at night. CloudWatch Synthetics costs
 * $0.0012 a run, $52 a month.
 */
export class Probe extends ServiceFunction {
  /** The name and the password of the account that it calls with. */
  readonly secretId: string;

  constructor(scope: Construct, shared: SharedResources, url: string) {
    super(scope, 'probe', shared, probe);
    const account = new Secret(this, 'Account', {
      description: 'The account with which the probe calls the endpoints',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username }),
        generateStringKey: 'password',
        excludePunctuation: true,
      },
      removalPolicy: removalPolicy(shared.settings),
    });
    acknowledge(account, {
      'AwsSolutions-SMG4':
        'The account may call like any other and owns no data; its password is changed by hand.',
    });
    this.secretId = account.secretArn;
    this.lambda.addEnvironment(functionSettings.probeUrl.variable, url);
    this.lambda.addEnvironment(functionSettings.probeSecretId.variable, this.secretId);
    this.allow(['secretsmanager:GetSecretValue'], [this.secretId]);
    this.runEvery(probe.everyMinutes);
  }
}
