import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { callerAddress } from '../auth/client-network.ts';
import { login } from '../auth/login.ts';
import type { Answer, Arguments, EndpointRow } from '../contract/endpoint-row.ts';
import { asFailure, Failure } from '../contract/failure.ts';
import { preferredLanguage } from '../contract/reasons.ts';
import { readSetting, settings } from '../contract/settings.ts';
import { loginStore } from '../dynamodb/logins.ts';
import type { User } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import { logReply } from '../platform/log.ts';
import { withDeadline } from '../platform/timers.ts';
import type { EndpointHandler, Handler } from './handler.ts';
import { readExample, rehearse } from './jit-warm-up.ts';
import { failureReply, originHeaders, type Reply, successReply } from './reply.ts';
import { header, headerValues, readRequest } from './request.ts';
import { isGatewayEvent, replyToStrayEvent } from './stray-event.ts';

/** Apps of 2016 give up after ten seconds: they must get a reply even if RongCloud is slow. */
const replyTimeoutMs = 8_500;
/** The data of an invocation for the reply and the log line. */
const reserveMs = 500;
/** Work ends this long before the reply is due, so that a reply can still report a timeout. */
const workReserveMs = 100;
const tooLate = () =>
  new Failure('UNAVAILABLE', { retryAfterSeconds: 1, log: { problem: 'no reply in time' } });

/** An impossible username (it has a control character), looked up only to open connections. */
const nobody = '\u0000';

export interface Call {
  /** The caller; the password was right. */
  readonly user: User;
  /** When the work on the reply must have ended, in milliseconds since the epoch. */
  readonly deadlineAt: number;
}

/** A call whose password is still being checked. */
export interface UncheckedCall {
  readonly username: string;
  readonly deadlineAt: number;
}

/** What an endpoint does with a valid call. */
export interface Operation<Row extends EndpointRow, Prefetched> {
  /** Opens the connections of `handle` during init, until `deadlineAt` at the latest. Never fails. */
  readonly warmUp?: (deadlineAt: number) => Promise<void>;
  /**
   * A read that runs at the same time as the login and is dropped if the password is wrong. Reads only: the caller is not
   * verified yet.
   */
  readonly prefetch?: (parameters: Arguments<Row>, caller: UncheckedCall) => Promise<Prefetched>;
  readonly handle: (parameters: Arguments<Row>, call: Call, found: Prefetched) => Promise<Answer<Row>>;
}

interface Progress {
  readonly event: APIGatewayProxyEvent;
  readonly startedAt: number;
  readonly deadlineAt: number;
  /** Set after a right password. */
  user?: User;
}

/** An endpoint in one process. Only this class turns a thrown failure into a reply. */
class ServedEndpoint<Row extends EndpointRow, Prefetched> {
  private readonly row: Row;
  private readonly deps: Deps;
  private readonly operation: Operation<Row, Prefetched>;
  private readonly logins;
  private readonly authenticate;
  private readonly errorStatus;
  private readonly defaultLanguage;
  private readonly corsOrigins;
  private readonly trustedProxies;

  constructor(row: Row, deps: Deps, operation: Operation<Row, Prefetched>) {
    const { environment } = deps;
    this.row = row;
    this.deps = deps;
    this.operation = operation;
    this.logins = loginStore(deps);
    this.authenticate = login(deps, this.logins);
    this.errorStatus = readSetting(environment, settings.errorStatus);
    this.defaultLanguage = readSetting(environment, settings.reasonLanguage);
    this.corsOrigins = readSetting(environment, settings.corsOrigins);
    this.trustedProxies = readSetting(environment, settings.trustedProxies);
  }

  async reply(
    event: APIGatewayProxyEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<Reply> {
    if (!isGatewayEvent(event)) return replyToStrayEvent(this.deps, this.row.name);
    const startedAt = this.deps.clock.now();
    const replyAt = startedAt + Math.min(replyTimeoutMs, context.getRemainingTimeInMillis() - reserveMs);
    const progress: Progress = { event, startedAt, deadlineAt: replyAt - workReserveMs };
    try {
      const succeeded = await withDeadline(this.deps.clock, replyAt, this.succeed(progress), tooLate);
      return this.finish(progress, succeeded);
    } catch (error) {
      const failure = asFailure(error);
      const language = preferredLanguage(header(event, 'accept-language'), this.defaultLanguage);
      const failed = failureReply(failure, { errorStatus: this.errorStatus, language });
      return this.finish(progress, failed, failure);
    }
  }

  private async succeed(progress: Progress): Promise<Reply> {
    const { event, deadlineAt } = progress;
    const { username, password, values } = await readRequest(this.row, event, this.corsOrigins);
    // readRequest has parsed each value by the row's schema, which defines Arguments.
    const parameters = values as Arguments<Row>;
    const prefetching = this.operation.prefetch?.(parameters, { username, deadlineAt });
    // After a wrong password nobody awaits this read; without the handler its failure would end the process.
    prefetching?.catch(() => {});
    const { sourceIp } = event.requestContext.identity;
    const forwardedFor = headerValues(event, 'x-forwarded-for');
    const caller = callerAddress({ sourceIp, forwardedFor }, this.trustedProxies);
    progress.user = await this.authenticate({ username, password, sourceIp: caller }, deadlineAt);
    const call = { user: progress.user, deadlineAt };
    const answer = await this.operation.handle(parameters, call, (await prefetching) as Prefetched);
    return successReply(Object.keys(this.row.reply.shape), answer);
  }

  private finish({ event, startedAt, user }: Progress, reply: Reply, failure?: Failure): Reply {
    const { requestId } = event.requestContext;
    const ms = this.deps.clock.now() - startedAt;
    const answered = { requestId, endpoint: this.row.name, ms, user: user?.rongCloudUserId };
    logReply(this.deps, answered, failure);
    return {
      ...reply,
      headers: {
        ...reply.headers,
        'x-request-id': requestId,
        ...originHeaders(header(event, 'origin'), this.corsOrigins),
      },
    };
  }

  /** Makes the reads of a first call, to open its connections and load its code. */
  async warmUp(deadlineAt: number): Promise<void> {
    // The example is parsed by the row's schemas, which define Arguments.
    const parameters = (await readExample(this.row)).values as Arguments<Row>;
    await Promise.allSettled([
      this.logins.findUser(nobody, deadlineAt),
      this.logins.findAttempts(nobody, deadlineAt),
      this.operation.prefetch?.(parameters, { username: nobody, deadlineAt }),
      this.operation.warmUp?.(deadlineAt),
      // Computes while the others wait for connections.
      rehearse(this.deps, this.row, deadlineAt),
    ]);
  }
}

/** An endpoint by its row: parameters, then credentials, then the operation, then the reply and one log line. */
export function endpoint<Row extends EndpointRow, Prefetched = undefined>(
  row: Row,
  build: (deps: Deps) => Operation<Row, Prefetched>,
): (deps: Deps) => EndpointHandler {
  return (deps) => {
    const served = new ServedEndpoint(row, deps, build(deps));
    const handler: Handler = (event, context) => served.reply(event, context);
    return Object.assign(handler, { warmUp: (deadlineAt: number) => served.warmUp(deadlineAt) });
  };
}
