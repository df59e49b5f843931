import type { AwsTimeouts, Deps } from './deps.ts';

/** AWS replies within tens of milliseconds; the SDK's own defaults have no timeout. */
const defaultTimeouts = { connectMs: 300, requestMs: 1_000 };

/** The options of the SDK's own handler. Without the last one, a slow request only causes a warning. */
const sdkHandlerOptions = ({ connectMs, requestMs }: AwsTimeouts) => ({
  connectionTimeout: connectMs,
  requestTimeout: requestMs,
  throwOnRequestTimeout: true,
});

/** The common configuration of the AWS clients; endpoint and max attempts are their own. */
export function awsClientConfig({
  environment,
  awsTimeouts = defaultTimeouts,
  createRequestHandler = sdkHandlerOptions,
}: Pick<Deps, 'environment' | 'awsTimeouts' | 'createRequestHandler'>) {
  return {
    region: environment.AWS_REGION,
    // Lambda passes the role's credentials in these variables; the SDK's provider chain would only cost load time.
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: environment.AWS_SESSION_TOKEN,
    },
    retryMode: 'standard',
    requestHandler: createRequestHandler(awsTimeouts),
  } as const;
}
