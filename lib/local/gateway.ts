import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { Failure, failures } from '../../functions/contract/failure.ts';
import { functionTimeoutMs, requestLimits } from '../../functions/contract/limits.ts';
import { type Language, preferredLanguage } from '../../functions/contract/reasons.ts';
import {
  failureReply,
  gatewayOriginHeaders,
  originHeaders,
  preflightHeaders,
  type Reply,
} from '../../functions/http/reply.ts';
import type { Deps } from '../../functions/platform/deps.ts';
import { readBody, serverOptions } from '../emulator/http.ts';
import { concurrencyLimit } from './concurrency-limit.ts';
import { gatewayEvent, requestPath } from './gateway-event.ts';
import { findRoute, type Route } from './routes.ts';

export interface GatewayOptions {
  readonly routes: readonly Route[];
  readonly corsOrigins: readonly string[];
  readonly errorStatus: 'http' | 'always200';
  readonly language: Language;
  /** The client address of a request. A test with many networks reads it from the request. */
  readonly sourceIp?: ((request: IncomingMessage) => string) | undefined;
  /** Receives one line for each call that reached no function. @default none */
  readonly output?: Deps['output'];
  /**
   * How long a client may take to send a request of at most 18 KB. After that it has lost its network.
   * @default 10,000
   */
  readonly requestTimeoutMs?: number | undefined;
}

const socketAddress = ({ socket }: IncomingMessage) => socket.remoteAddress ?? '';

/** API Gateway's limit for the request line and all headers. */
const maxHeaderBytes = 10_240;

/**
 * Max calls of endpoints in progress; more wait. All functions share one process and one embedded DynamoDB here, so more
 * calls at once only miss their deadlines. Of 1,000 queries on a busy machine all succeeded with 8 and 24 at once, 939
 * with 64, 48 without a limit. The default of LOGIN_FREE_FAILURES: the login throttle refuses more at once of a user who
 * has not logged in yet. On Lambda each call has an environment of its own.
 */
const maxConcurrentCalls = 5;

/** By the parser's code: raw UTF-8 makes a URL invalid, a raw space ends it too early. */
const urlFaults = ['HPE_INVALID_URL', 'HPE_INVALID_CONSTANT'];

/** The failure for bytes that Node's parser refuses. curl, HttpURLConnection and PHP send Chinese text as typed. */
function unreadable(parserCode = ''): Failure {
  if (parserCode === 'HPE_HEADER_OVERFLOW') return new Failure('TOO_LARGE');
  const isUrlFault = urlFaults.includes(parserCode);
  return new Failure('INVALID_PARAMETER', isUrlFault ? { refusal: 'malformed-url' } : {});
}

function preflight({ methods }: Route, origin: string | undefined, corsOrigins: readonly string[]): Reply {
  const granted = originHeaders(origin, corsOrigins);
  return { statusCode: 204, headers: { ...granted, ...preflightHeaders(methods) }, body: '' };
}

/** Does nothing if a reply was sent before the body turned out to be unreadable. */
function send(response: ServerResponse, { statusCode, headers, body }: Reply): void {
  if (response.headersSent) return;
  response.statusCode = statusCode;
  response.setHeaders(new Map(Object.entries(headers)));
  response.end(body);
}

/** A reply in bytes, for a connection on which Node has no response to write to. */
function replyBytes({ statusCode, headers, body }: Reply): string {
  const fields = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}\r\n${body}`;
}

/** One gateway: routes a request to the handler that API Gateway would invoke. */
class Gateway {
  private readonly options: GatewayOptions;
  private readonly limit = concurrencyLimit(maxConcurrentCalls);
  /** By connection, the response to its latest request. Node sends responses in the order of their requests. */
  private readonly latest = new WeakMap<Socket, ServerResponse<IncomingMessage>>();
  /** Connections that have sent bytes which are no request: the parser reports every further chunk too. */
  private readonly refused = new WeakSet<Socket>();

  constructor(options: GatewayOptions) {
    this.options = options;
  }

  async serve(request: IncomingMessage, response: ServerResponse<IncomingMessage>): Promise<void> {
    const requestId = randomUUID();
    this.latest.set(request.socket, response);
    response.setHeader('x-request-id', requestId);
    try {
      send(response, await this.replyTo(request, requestId));
    } catch {
      // The connection broke off: nobody is left to reply to.
      response.destroy();
    }
  }

  private async replyTo(request: IncomingMessage, requestId: string): Promise<Reply> {
    const { routes, corsOrigins, language: defaultLanguage } = this.options;
    const route = findRoute(routes, requestPath(request.url));
    const body = await readBody(request, route?.maxBodyBytes ?? requestLimits.bodyBytes);
    const language = preferredLanguage(request.headers['accept-language'], defaultLanguage);
    if (route?.isEndpoint && request.method === 'OPTIONS' && corsOrigins.length > 0) {
      return preflight(route, request.headers.origin, corsOrigins);
    }
    if (route === undefined || !route.methods.includes(request.method ?? '')) {
      return this.refuse(new Failure('NOT_FOUND'), requestId, language);
    }
    const call = async () => {
      // Skips a queued call whose client has gone: the others still wait.
      if (request.socket.destroyed) throw new Error('the client has gone');
      try {
        const sourceIp = (this.options.sourceIp ?? socketAddress)(request);
        const event = gatewayEvent(request, { ...route, body, requestId, sourceIp });
        return await route.handler(event, { getRemainingTimeInMillis: () => functionTimeoutMs });
      } catch (error) {
        return this.refuse(error instanceof Failure ? error : new Failure('INTERNAL'), requestId, language);
      }
    };
    return await (route.isEndpoint ? this.limit(call) : call());
  }

  /** A reply of the gateway itself, in the envelope that the functions use, and its line in the log. */
  private refuse(failure: Failure, requestId: string, language: Language): Reply {
    const { output, errorStatus, corsOrigins } = this.options;
    const { status } = failures[failure.code];
    const entry = { event: 'gateway-reply', requestId, status, code: failure.code };
    output?.(status >= 500 ? 'error' : 'info', entry);
    const reply = failureReply(failure, { errorStatus, language });
    return { ...reply, headers: { ...reply.headers, ...gatewayOriginHeaders(corsOrigins) } };
  }

  /**
   * Replies to bytes that Node cannot parse as a request, after the replies to the requests before them.
   * A client that sent nothing or stopped sending gets no reply.
   */
  answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
    if (socket.bytesRead === 0 || error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      socket.destroy();
      return;
    }
    if (!socket.writable || this.refused.has(socket)) return;
    this.refused.add(socket);
    const latest = this.latest.get(socket);
    if (latest?.req.complete === false) {
      send(latest, this.refuseUnreadable(error.code, String(latest.getHeader('x-request-id'))));
      return;
    }
    // No destroy: it would reset the connection of a client that is still sending. requestTimeoutMs bounds the rest.
    const end = () => socket.end(replyBytes(this.refuseUnreadable(error.code, randomUUID())));
    if (latest === undefined || latest.writableFinished) end();
    else latest.once('finish', end);
  }

  private refuseUnreadable(parserCode: string | undefined, requestId: string): Reply {
    const reply = this.refuse(unreadable(parserCode), requestId, this.options.language);
    return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId, connection: 'close' } };
  }
}

/** HTTP in, API Gateway events to the handlers, their replies out. No request can end the process. */
export function createGateway(options: GatewayOptions): Server {
  const gateway = new Gateway(options);
  const { requestTimeoutMs = 10_000 } = options;
  const server = createServer({ ...serverOptions(requestTimeoutMs), maxHeaderSize: maxHeaderBytes });
  // A reply that nobody reads. Two minutes by default: longer than any queued call waits.
  server.setTimeout(12 * requestTimeoutMs);
  // Else Node drops the reply to a client that closes its side after its request, as `nc -N` does.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('request', (request, response) => gateway.serve(request, response));
  server.on('clientError', (error, socket) => gateway.answerUnreadable(error, socket as Socket));
  return server;
}
