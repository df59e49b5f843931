import { callerAddress } from '../auth/client-network.ts';
import { login } from '../auth/login.ts';
import type { Answer, Arguments, EndpointRow } from '../contract/endpoint-row.ts';
import { readSetting, settings } from '../contract/settings.ts';
import { loginStore } from '../dynamodb/logins.ts';
import type { User } from '../dynamodb/users.ts';
import type { Deps } from '../platform/deps.ts';
import type { EndpointHandler } from './handler.ts';
import { readExample, runLoginPath } from './jit-warm-up.ts';
import { successReply } from './reply.ts';
import { headerValues, readRequest } from './request.ts';
import { serve, type Work } from './serve.ts';

/** Apps of 2016 give up after ten seconds: they must get a reply even if RongCloud is slow. */
const replyTimeoutMs = 8_500;

/** An impossible username (it has a control character), looked up only to open connections. */
const nobody = '\u0000';

export interface Call {
  /** The caller; the password was right. */
  readonly user: User;
  /** When the work on the reply must have ended, in milliseconds since the epoch. */
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
  readonly prefetch?: (
    parameters: Arguments<Row>,
    caller: { readonly username: string; readonly deadlineAt: number },
  ) => Promise<Prefetched>;
  readonly handle: (parameters: Arguments<Row>, call: Call, found: Prefetched) => Promise<Answer<Row>>;
}

/** Makes the reads of a first call, to open its connections and load its code. */
async function openConnections<Row extends EndpointRow>(
  row: Row,
  deps: Deps,
  operation: Pick<Operation<Row, unknown>, 'prefetch' | 'warmUp'>,
  deadlineAt: number,
): Promise<unknown> {
  const logins = loginStore(deps);
  // The example is parsed by the row's schemas, which define Arguments.
  const parameters = (await readExample(row)).values as Arguments<Row>;
  return await Promise.allSettled([
    logins.findUser(nobody, deadlineAt),
    logins.findAttempts(nobody, deadlineAt),
    operation.prefetch?.(parameters, { username: nobody, deadlineAt }),
    operation.warmUp?.(deadlineAt),
    // Computes while the others wait for connections.
    runLoginPath(deps, row, deadlineAt),
  ]);
}

/** An endpoint by its row: parameters, then credentials, then the operation, then the reply and one log line. */
export function endpoint<Row extends EndpointRow, Prefetched = undefined>(
  row: Row,
  build: (deps: Deps) => Operation<Row, Prefetched>,
): (deps: Deps) => EndpointHandler {
  return (deps) => {
    const operation = build(deps);
    const { environment } = deps;
    const authenticate = login(deps, loginStore(deps));
    const errorStatus = readSetting(environment, settings.errorStatus);
    const corsOrigins = readSetting(environment, settings.corsOrigins);
    const trustedProxies = readSetting(environment, settings.trustedProxies);
    const work: Work = async (event, deadlineAt, log) => {
      const { username, password, values } = await readRequest(row, event, corsOrigins);
      // readRequest has parsed each value by the row's schema, which defines Arguments.
      const parameters = values as Arguments<Row>;
      const prefetching = operation.prefetch?.(parameters, { username, deadlineAt });
      // After a wrong password nobody awaits this read; without the handler its failure would end the process.
      prefetching?.catch(() => {});
      const { sourceIp: peer } = event.requestContext.identity;
      const forwardedFor = headerValues(event, 'x-forwarded-for');
      const sourceIp = callerAddress({ sourceIp: peer, forwardedFor }, trustedProxies);
      const user = await authenticate({ username, password, sourceIp }, deadlineAt);
      log.user = user.rongCloudUserId;
      const call = { user, deadlineAt };
      const answer = await operation.handle(parameters, call, (await prefetching) as Prefetched);
      return successReply(Object.keys(row.reply.shape), answer);
    };
    const service = { kind: 'endpoint', name: row.name, replyTimeoutMs, errorStatus, corsOrigins } as const;
    const warmUp = (deadlineAt: number) => openConnections(row, deps, operation, deadlineAt);
    return Object.assign(serve(deps, service, work), { warmUp });
  };
}
