import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { settings } from '../../functions/contract/settings.ts';
import { acknowledge } from './checks.ts';
import type { ServiceFunction } from './service-function.ts';
import { removalPolicy, type Stage } from './stages.ts';

/** Secrets Manager ends a secret's ARN in a hyphen and six characters of its own. */
const arnSuffix = '-??????';

export interface AppSecretProps {
  /** The name of an existing secret; empty: the stack creates one. */
  readonly secretName: string;
  /** The customer-managed key that encrypts it; empty if it has none. */
  readonly secretKeyArn: string;
  readonly stage: Stage;
}

/** The secret with RongCloud's App Key and App Secret. The stack never sees its value. */
export class AppSecret extends Construct {
  /** The secret's id, for the functions and the operator. */
  readonly secretId: string;
  private readonly arn: string;
  private readonly keyArn: string;

  constructor(scope: Construct, id: string, { secretName, secretKeyArn, stage }: AppSecretProps) {
    super(scope, id);
    this.keyArn = secretKeyArn;
    if (secretName === '') {
      const secret = this.createEmpty(stage);
      this.secretId = secret.ref;
      this.arn = secret.ref;
    } else {
      this.secretId = secretName;
      this.arn = Stack.of(this).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: `${secretName}${arnSuffix}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    }
  }

  bind(target: ServiceFunction): void {
    target.lambda.addEnvironment(settings.rongCloudSecretId.variable, this.secretId);
    target.allow(['secretsmanager:GetSecretValue'], [this.arn]);
    if (this.keyArn !== '') target.allow(['kms:Decrypt'], [this.keyArn]);
  }

  /** The L2 construct would generate a value; this secret stays empty until the operator stores the right one. */
  private createEmpty(stage: Stage): CfnSecret {
    const secret = new CfnSecret(this, 'Secret', {
      description: 'RongCloud App Key and App Secret: {"appKey":"...","appSecret":"..."}',
    });
    secret.applyRemovalPolicy(removalPolicy(stage));
    acknowledge(secret, {
      'AwsSolutions-SMG4':
        'RongCloud issues the App Secret, and changing it ends every token at once: it is changed by hand (docs/runbook.md).',
    });
    return secret;
  }
}
