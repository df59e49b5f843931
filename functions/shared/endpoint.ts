import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { type Answer, type Arguments, type EndpointName, endpoints } from '../endpoints.ts';
import { login } from './credentials/login.ts';
import { Failure, failures } from './failure.ts';
import { logCall } from './log.ts';
import { preferredLanguage } from './reasons.ts';
import { failureReply, originHeaders, type Reply, successReply } from './reply.ts';
import { header, readRequest } from './request.ts';
import { processRuntime, type Runtime } from './runtime.ts';
import { readSetting, settings } from './settings.ts';
import { loginStore } from './store/logins.ts';
import type { User } from './store/users.ts';

/** Within the ten seconds after which an app of 2016 gives up; threats are slow upstreams, not slow code. */
const answerWithinMs = 8_500;
/** What is left of the invocation for making and logging an answer. */
const reserveMs = 500;

export interface Call {
  /** Who calls, their password checked. */
  readonly user: User;
  /** When the answer must be ready, in milliseconds since the epoch. */
  readonly deadlineAt: number;
}

/** What an endpoint does with a sound call. */
export interface Operation<Name extends EndpointName, Read> {
  /** A read that goes on beside the login; what it gives is dropped where the password is wrong. */
  readonly read?: (parameters: Arguments<Name>, deadlineAt: number) => Promise<Read>;
  readonly answer: (parameters: Arguments<Name>, call: Call, read: Read) => Promise<Answer<Name>>;
}

export type Handler = (
  event: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<Reply>;

const asFailure = (error: unknown) =>
  error instanceof Failure ? error : new Failure('INTERNAL', { cause: error });

/**
 * An endpoint of the table: parameters, then credentials, then what `build` made of the runtime, then the
 * reply and one line in the log. Nothing else catches.
 */
export function endpoint<Name extends EndpointName, Read = undefined>(
  name: Name,
  build: (runtime: Runtime) => Operation<Name, Read>,
): (runtime: Runtime) => Handler {
  return (runtime) => {
    const { clock, environment } = runtime;
    const errorStatus = readSetting(environment, settings.errorStatus);
    const defaultLanguage = readSetting(environment, settings.reasonLanguage);
    const corsOrigins = readSetting(environment, settings.corsOrigins);
    const authenticate = login(runtime, loginStore(runtime));
    const operation = build(runtime);
    const fields = Object.keys(endpoints[name].reply.shape);

    return async (event, context) => {
      const startedAt = clock.now();
      const { requestId } = event.requestContext;
      const deadlineAt = startedAt + Math.min(answerWithinMs, context.getRemainingTimeInMillis() - reserveMs);
      let user: User | undefined;
      const answered = (reply: Reply, failure?: Failure): Reply => {
        const code = failure?.code ?? 'OK';
        const status = failure === undefined ? 200 : failures[failure.code];
        const ms = clock.now() - startedAt;
        logCall(
          runtime,
          { requestId, endpoint: name, status, code, ms, user: user?.rongCloudUserId },
          failure,
        );
        return {
          ...reply,
          headers: {
            ...reply.headers,
            'x-request-id': requestId,
            ...originHeaders(header(event, 'origin'), corsOrigins),
          },
        };
      };
      try {
        const { username, password, values } = readRequest(name, event);
        // readRequest parsed each value by the row's own schema, which is what Arguments is made from.
        const parameters = values as Arguments<Name>;
        const reading = operation.read?.(parameters, deadlineAt);
        // A wrong password is answered before a read that failed; without this the read would crash the process.
        reading?.catch(() => {});
        const { sourceIp } = event.requestContext.identity;
        user = await authenticate({ username, password, sourceIp }, deadlineAt);
        const answer = await operation.answer(parameters, { user, deadlineAt }, (await reading) as Read);
        return answered(successReply(fields, answer));
      } catch (error) {
        const failure = asFailure(error);
        const language = preferredLanguage(header(event, 'accept-language'), defaultLanguage);
        return answered(failureReply(failure, { errorStatus, language }), failure);
      }
    };
  };
}

/**
 * The handler that Lambda calls. A fault in the environment is told, by its setting's name, with every call:
 * Lambda logs it and the gateway answers INTERNAL. Thrown while loading, it would also stop whoever only
 * imports the endpoint.
 */
export function onLambda(create: (runtime: Runtime) => Handler): Handler {
  try {
    return create(processRuntime);
  } catch (error) {
    return () => Promise.reject(error);
  }
}
