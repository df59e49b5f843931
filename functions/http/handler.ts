import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { type Deps, processDeps } from '../platform/deps.ts';
import type { Reply } from './reply.ts';

/** Max time to open connections during init; one to another continent takes three round trips of 250 ms. */
const warmUpTimeoutMs = 1_000;

export type Handler = (
  event: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<Reply>;

export interface EndpointHandler extends Handler {
  /** Opens the connections of the first call during init, until `deadlineAt` at the latest. Never fails. */
  readonly warmUp: (deadlineAt: number) => Promise<unknown>;
}

/**
 * The handler that Lambda calls. Its connections are opened during init, which has full CPU speed at any memory size. A
 * wrong setting fails every call and is named in the log; the gateway answers INTERNAL. Thrown while loading, the error
 * would also stop code that only imports the endpoint.
 */
export async function onLambda(
  create: (deps: Deps) => EndpointHandler,
  deps = processDeps,
): Promise<Handler> {
  const { clock, environment } = deps;
  try {
    const handler = create(deps);
    // Only Lambda sets this variable.
    const isLambda = environment.AWS_LAMBDA_FUNCTION_NAME !== undefined;
    if (isLambda) await handler.warmUp(clock.now() + warmUpTimeoutMs);
    return handler;
  } catch (error) {
    return () => Promise.reject(error);
  }
}
