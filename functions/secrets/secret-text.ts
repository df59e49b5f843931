import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsClientConfig } from '../platform/aws-client.ts';
import type { Deps } from '../platform/deps.ts';

const attempts = 2;

/**
 * Reads a secret of Secrets Manager with each call. Undefined if it contains bytes and no text. Rejects with the SDK's
 * error if the secret is absent, empty or out of reach.
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
