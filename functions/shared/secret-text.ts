import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Runtime } from './runtime.ts';

/**
 * Reads one secret of Secrets Manager, anew with each call. Undefined where it holds bytes and not a text.
 * The promise rejects with the SDK's own error where the secret is absent, empty or out of reach.
 */
export function secretText({ environment }: Runtime, secretId: string): () => Promise<string | undefined> {
  const client = new SecretsManagerClient({
    region: environment.AWS_REGION,
    endpoint: environment.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    // Lambda hands its role's credentials in by these variables; looking anywhere else costs a cold start.
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: environment.AWS_SESSION_TOKEN,
    },
    // Without throwOnRequestTimeout the SDK only warns and goes on waiting.
    requestHandler: { connectionTimeout: 300, requestTimeout: 1_000, throwOnRequestTimeout: true },
    maxAttempts: 2,
    retryMode: 'standard',
  });
  return async () => {
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return text;
  };
}
