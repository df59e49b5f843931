import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { login } from '../auth/login.ts';
import { type Answer, type Arguments, type EndpointName, endpoints } from '../contract/endpoints.ts';
import { Failure, failures } from '../contract/failure.ts';
import { preferredLanguage } from '../contract/reasons.ts';
import { readSetting, settings } from '../contract/settings.ts';
import { loginStore } from '../dynamodb/logins.ts';
import type { User } from '../dynamodb/users.ts';
import { type Deps, processDeps } from '../platform/deps.ts';
import { logCall } from '../platform/log.ts';
import { withDeadline } from '../platform/timers.ts';
import { readExample, rehearse } from './jit-warm-up.ts';
import { failureReply, originHeaders, type Reply, successReply } from './reply.ts';
import { header, readRequest } from './request.ts';

/** Within the ten seconds after which an app of 2016 gives up: what takes long is an upstream, not our code. */
const answerWithinMs = 8_500;
/** What is left of the invocation for making and logging an answer. */
const reserveMs = 500;
/**
 * The work on an answer ends this much before the answer must be out, so that whatever it waits for can still say
 * why it failed. Work that callers of one process share may last until the deadline of another caller; it is then
 * not waited for.
 */
const workEndsBeforeMs = 100;
const tooLate = () =>
  new Failure('UNAVAILABLE', { retryAfterSeconds: 1, log: { problem: 'no answer in time' } });

/** For opening connections before the first call: one to another continent takes three round trips of 250 ms. */
const warmUpWithinMs = 1_000;

/** No account's name: it has a control character in it. Looking it up makes all ready for the first login. */
const nobody = '\u0000';

export interface Call {
  /** Who calls, their password checked. */
  readonly user: User;
  /** When the work on the answer must have ended, in milliseconds since the epoch. */
  readonly deadlineAt: number;
}

/** A call whose password is still being checked. */
export interface UncheckedCall {
  readonly username: string;
  readonly deadlineAt: number;
}

/** What an endpoint does with a sound call. */
export interface Operation<Name extends EndpointName, Read> {
  /** Opens ahead of the first call what `answer` will use, as far as it gets until `deadlineAt`. Never fails. */
  readonly warmUp?: (deadlineAt: number) => Promise<void>;
  /**
   * A read that goes on beside the login; what it gives is dropped where the password is wrong. Only reads: the
   * caller is not known yet to be who the username says.
   */
  readonly prefetch?: (parameters: Arguments<Name>, caller: UncheckedCall) => Promise<Read>;
  readonly handle: (parameters: Arguments<Name>, call: Call, read: Read) => Promise<Answer<Name>>;
}

/** What answers a call that came through the gateway. */
export type Handler = (
  event: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<Reply>;

export interface EndpointHandler extends Handler {
  /** Opens the connections of the first call ahead of it, as far as it gets until `deadlineAt`. Never fails. */
  readonly warmUp: (deadlineAt: number) => Promise<void>;
}

const asFailure = (error: unknown) =>
  error instanceof Failure ? error : new Failure('INTERNAL', { cause: error });

/**
 * An endpoint of the table: parameters, then credentials, then what `build` made of the runtime, then the reply
 * and one line in the log. Here alone a thrown failure becomes an answer.
 */
export function endpoint<Name extends EndpointName, Read = undefined>(
  name: Name,
  build: (deps: Deps) => Operation<Name, Read>,
): (deps: Deps) => EndpointHandler {
  return (deps) => {
    const { clock, environment } = deps;
    const errorStatus = readSetting(environment, settings.errorStatus);
    const defaultLanguage = readSetting(environment, settings.reasonLanguage);
    const corsOrigins = readSetting(environment, settings.corsOrigins);
    const logins = loginStore(deps);
    const authenticate = login(deps, logins);
    const operation = build(deps);
    const fields = Object.keys(endpoints[name].reply.shape);

    const handle: Handler = async (event, context) => {
      const startedAt = clock.now();
      const { requestId } = event.requestContext;
      const answerAt = startedAt + Math.min(answerWithinMs, context.getRemainingTimeInMillis() - reserveMs);
      const deadlineAt = answerAt - workEndsBeforeMs;
      let user: User | undefined;
      const answered = (reply: Reply, failure?: Failure): Reply => {
        const code = failure?.code ?? 'OK';
        const status = failure === undefined ? 200 : failures[failure.code];
        const ms = clock.now() - startedAt;
        logCall(deps, { requestId, endpoint: name, status, code, ms, user: user?.rongCloudUserId }, failure);
        return {
          ...reply,
          headers: {
            ...reply.headers,
            'x-request-id': requestId,
            ...originHeaders(header(event, 'origin'), corsOrigins),
          },
        };
      };
      const succeed = async (): Promise<Reply> => {
        const { username, password, values } = readRequest(name, event);
        // readRequest parsed each value by the row's own schema, which is what Arguments is made from.
        const parameters = values as Arguments<Name>;
        const reading = operation.prefetch?.(parameters, { username, deadlineAt });
        // A wrong password is answered before a read that failed; without this the read would crash the process.
        reading?.catch(() => {});
        const { sourceIp } = event.requestContext.identity;
        user = await authenticate({ username, password, sourceIp }, deadlineAt);
        const answer = await operation.handle(parameters, { user, deadlineAt }, (await reading) as Read);
        return successReply(fields, answer);
      };
      try {
        return answered(await withDeadline(clock, answerAt, succeed(), tooLate));
      } catch (error) {
        const failure = asFailure(error);
        const language = preferredLanguage(header(event, 'accept-language'), defaultLanguage);
        return answered(failureReply(failure, { errorStatus, language }), failure);
      }
    };
    // Reads what a first call reads: as many connections are then open, and all the code for it is loaded.
    const warmUp = async (deadlineAt: number) => {
      const first = { username: nobody, deadlineAt };
      // The example is parsed by the row's own schemas, which is what Arguments is made from.
      const parameters = readExample(name).values as Arguments<Name>;
      await Promise.allSettled([
        logins.findUser(nobody, deadlineAt),
        logins.findCounter(nobody, deadlineAt),
        operation.prefetch?.(parameters, first),
        operation.warmUp?.(deadlineAt),
        // Computes while the others wait for their connections.
        rehearse(deps, name, deadlineAt),
      ]);
    };
    return Object.assign(handle, { warmUp });
  };
}

/**
 * The handler that Lambda calls. Its connections are opened while Lambda still starts the function, at the full
 * speed of two cores whatever its memory; the first call then finds them open. A fault in the environment fails
 * every call, naming the setting: Lambda logs it and the gateway answers INTERNAL. Thrown while loading, it would
 * also stop whoever only imports the endpoint.
 */
export async function onLambda(create: (deps: Deps) => EndpointHandler): Promise<Handler> {
  const { clock } = processDeps;
  try {
    const handler = create(processDeps);
    if (isLambda(processDeps)) await handler.warmUp(clock.now() + warmUpWithinMs);
    return handler;
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/** By a variable that Lambda reserves for itself. */
const isLambda = ({ environment: { AWS_LAMBDA_FUNCTION_NAME } }: Pick<Deps, 'environment'>) =>
  AWS_LAMBDA_FUNCTION_NAME !== undefined;
