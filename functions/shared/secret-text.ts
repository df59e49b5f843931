import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Runtime } from './runtime.ts';

/** Secrets Manager answers within tens of milliseconds; a peer this silent is gone. */
const connectTimeoutMs = 300;
const requestTimeoutMs = 1_000;
const attempts = 2;

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
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    maxAttempts: attempts,
    retryMode: 'standard',
  });
  return async () => {
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return text;
  };
}
