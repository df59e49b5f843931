import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsClientConfig } from '../platform/aws-client.ts';
import type { Deps } from '../platform/deps.ts';

const attempts = 2;

/**
 * Reads one secret of Secrets Manager with each call. Undefined where it holds bytes and not a text.
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
