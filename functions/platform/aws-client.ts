import type { Deps } from './deps.ts';

/** AWS replies within tens of milliseconds; the SDK's own defaults have no timeout. */
const defaultTimeouts = { connectMs: 300, requestMs: 1_000 };

/** The common configuration of the AWS clients; endpoint and max attempts are their own. */
export function awsClientConfig({
  environment,
  awsTimeouts = defaultTimeouts,
}: Pick<Deps, 'environment' | 'awsTimeouts'>) {
  return {
    region: environment.AWS_REGION,
    // Lambda passes the role's credentials in these variables; the SDK's provider chain would only cost load time.
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: environment.AWS_SESSION_TOKEN,
    },
    retryMode: 'standard',
    // Without the last option, a slow request only causes a warning.
    requestHandler: {
      connectionTimeout: awsTimeouts.connectMs,
      requestTimeout: awsTimeouts.requestMs,
      throwOnRequestTimeout: true,
    },
  } as const;
}
