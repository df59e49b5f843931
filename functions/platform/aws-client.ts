import type { Deps } from './deps.ts';

/** AWS's services answer within tens of milliseconds; a peer this silent is gone, and the SDK's own defaults would wait for ever. */
const defaultTimeouts = { connectMs: 300, requestMs: 1_000 };

/** How every client of an AWS service is set up, but for its endpoint and how often it tries. */
export function awsClientConfig({
  environment,
  awsTimeouts = defaultTimeouts,
}: Pick<Deps, 'environment' | 'awsTimeouts'>) {
  return {
    region: environment.AWS_REGION,
    // Lambda hands a function its role in these variables; looking anywhere else would only cost load time.
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: environment.AWS_SESSION_TOKEN,
    },
    retryMode: 'standard',
    // Without the last one, a request that takes too long is only warned of.
    requestHandler: {
      connectionTimeout: awsTimeouts.connectMs,
      requestTimeout: awsTimeouts.requestMs,
      throwOnRequestTimeout: true,
    },
  } as const;
}
