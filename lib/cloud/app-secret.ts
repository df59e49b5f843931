import type { Stack } from 'aws-cdk-lib';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from './checks.ts';
import type { CloudSettings } from './settings.ts';
import { removalPolicy } from './stages.ts';

/** The secret with RongCloud's App Key and App Secret. The stack never sees its value. */
export interface AppSecret {
  /** For the functions and the operator. */
  readonly id: string;
  readonly arn: string;
}

/** The L2 construct would generate a value; this secret stays empty until the operator stores the right one. */
function createEmpty(stack: Stack, settings: CloudSettings): AppSecret {
  const secret = new CfnSecret(stack, 'RongCloudSecret', {
    description: 'RongCloud App Key and App Secret: {"appKey":"...","appSecret":"..."}',
  });
  secret.applyRemovalPolicy(removalPolicy(settings));
  acknowledge(secret, {
    'AwsSolutions-SMG4':
      'RongCloud issues the App Secret, and changing it ends every token at once: it is changed by hand (docs/runbook.md).',
  });
  return { id: secret.ref, arn: secret.ref };
}

/** The secret that the setting names, else a new one. */
export function appSecret(stack: Stack, settings: CloudSettings): AppSecret {
  const id = settings.secretName;
  if (id === '') return createEmpty(stack, settings);
  const { secretArn } = Secret.fromSecretNameV2(stack, 'RongCloudSecret', id);
  // Secrets Manager ends a secret's ARN in a hyphen and six characters of its own.
  return { id, arn: `${secretArn}-??????` };
}
