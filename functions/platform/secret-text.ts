import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readSetting, settings } from '../contract/settings.ts';
import { awsClientConfig } from './aws-client.ts';
import type { Deps } from './deps.ts';

const attempts = 2;

/**
 * Reads one secret of Secrets Manager, anew with each call. Undefined where it holds bytes and not a text.
 * The promise rejects with the SDK's own error where the secret is absent, empty or out of reach.
 */
export function secretText(deps: Deps, secretId: string): () => Promise<string | undefined> {
  const client = new SecretsManagerClient({
    ...awsClientConfig(deps),
    endpoint: deps.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    maxAttempts: attempts,
  });
  return async () => {
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return text;
  };
}

/** Reads the secret with RongCloud's App Key and App Secret. */
export const rongCloudSecret = (deps: Deps) =>
  secretText(deps, readSetting(deps.environment, settings.rongCloudSecretId));
