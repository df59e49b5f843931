import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { type Deps, processDeps } from '../platform/deps.ts';
import type { Reply } from './reply.ts';

/** For opening connections during init; one to another continent takes three round trips of 250 ms. */
const warmUpTimeoutMs = 1_000;

/** Replies to a call that came through the gateway. */
export type Handler = (
  event: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<Reply>;

export interface EndpointHandler extends Handler {
  /** Opens the connections of the first call during init, as far as it gets until `deadlineAt`. Never fails. */
  readonly warmUp: (deadlineAt: number) => Promise<void>;
}

/**
 * The handler that Lambda calls. Its connections are opened during init, at full CPU speed whatever the memory; the
 * first call then finds them open. A fault in the environment fails every call, naming the setting: Lambda logs it
 * and the gateway answers INTERNAL. Thrown while loading, it would also stop code that only imports the endpoint.
 */
export async function onLambda(create: (deps: Deps) => EndpointHandler): Promise<Handler> {
  const { clock } = processDeps;
  try {
    const handler = create(processDeps);
    if (isLambda(processDeps)) await handler.warmUp(clock.now() + warmUpTimeoutMs);
    return handler;
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/** By a variable that Lambda reserves for itself. */
const isLambda = ({ environment: { AWS_LAMBDA_FUNCTION_NAME } }: Pick<Deps, 'environment'>) =>
  AWS_LAMBDA_FUNCTION_NAME !== undefined;
