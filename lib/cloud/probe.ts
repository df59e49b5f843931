import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { probe } from '../../functions/contract/scheduled.ts';
import { settings } from '../../functions/contract/settings.ts';
import type { Bundle } from './bundling.ts';
import { acknowledge } from './checks.ts';
import { runEvery } from './schedule.ts';
import { ServiceFunction, type Surroundings } from './service-function.ts';
import { removalPolicy } from './stages.ts';

export interface ProbeProps {
  readonly bundle: Bundle;
  readonly surroundings: Surroundings;
  readonly url: string;
}

/** The operator adds the account, with the password in the secret. */
const username = 'probe';

/**
 * A function that calls the live endpoints every minute, so that alarms also work at night. CloudWatch Synthetics costs
 * $0.0012 a run, $52 a month.
 */
export class Probe extends Construct {
  readonly function: ServiceFunction;
  /** The name and the password of the account that it calls with. */
  readonly secretId: string;

  constructor(scope: Construct, id: string, { bundle, surroundings, url }: ProbeProps) {
    super(scope, id);
    const account = new Secret(this, 'Account', {
      description: 'The account with which the probe calls the endpoints',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username }),
        generateStringKey: 'password',
        excludePunctuation: true,
      },
      removalPolicy: removalPolicy(surroundings.stage),
    });
    acknowledge(account, {
      'AwsSolutions-SMG4':
        'The account may call like any other and owns no data; its password is changed by hand.',
    });
    this.secretId = account.secretArn;
    const { summary, timeoutMs, everyMinutes } = probe;
    this.function = new ServiceFunction(this, 'probe', {
      description: summary,
      bundle,
      timeoutMs,
      ...surroundings,
    });
    const { lambda } = this.function;
    lambda.addEnvironment(settings.probeUrl.variable, url);
    lambda.addEnvironment(settings.probeSecretId.variable, this.secretId);
    this.function.allow(['secretsmanager:GetSecretValue'], [this.secretId]);
    runEvery(everyMinutes, this.function);
  }
}
