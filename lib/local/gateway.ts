import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { functionTimeoutMs, requestLimits } from '../../functions/contract/endpoints.ts';
import { Failure, type FailureCode } from '../../functions/contract/failure.ts';
import { type Language, preferredLanguage } from '../../functions/contract/reasons.ts';
import { failureReply, originHeaders, preflightHeaders, type Reply } from '../../functions/http/reply.ts';
import { readBody } from './body.ts';
import { gatewayEvent } from './gateway-event.ts';
import { findRoute, type Route } from './routes.ts';

/** What the stand-in for API Gateway needs to know. */
export interface GatewayOptions {
  readonly routes: readonly Route[];
  readonly corsOrigins: readonly string[];
  readonly errorStatus: 'http' | 'always200';
  readonly language: Language;
  /** The address that a request comes from. A test that plays many networks has each request say it. */
  readonly sourceIp?: ((request: IncomingMessage) => string) | undefined;
}

const socketAddress = ({ socket }: IncomingMessage) => socket.remoteAddress ?? '';

/** API Gateway's limit for the request line and all headers. */
const maxHeaderBytes = 10_240;

function send(response: ServerResponse, { statusCode, headers, body }: Reply): void {
  response.writeHead(statusCode, headers).end(body);
}

/** Answers of the gateway itself, in the same envelope as the functions' own. */
function refusal(code: FailureCode, options: GatewayOptions, language: Language): Reply {
  return failureReply(new Failure(code), { errorStatus: options.errorStatus, language });
}

function preflight(origin: string | undefined, corsOrigins: readonly string[]): Reply {
  const granted = originHeaders(origin, corsOrigins);
  return { statusCode: 204, headers: { ...granted, ...preflightHeaders }, body: '' };
}

async function replyTo(request: IncomingMessage, requestId: string, options: GatewayOptions): Promise<Reply> {
  const language = preferredLanguage(request.headers['accept-language'], options.language);
  const [path = ''] = (request.url ?? '').split('?');
  const route = findRoute(options.routes, path);
  if (route?.isOpenToOrigins && request.method === 'OPTIONS' && options.corsOrigins.length > 0) {
    return preflight(request.headers.origin, options.corsOrigins);
  }
  if (route === undefined || !route.methods.includes(request.method ?? '')) {
    return refusal('NOT_FOUND', options, language);
  }
  const body = await readBody(request, requestLimits.bodyBytes);
  const { resource, pathParameters, handler } = route;
  const sourceIp = (options.sourceIp ?? socketAddress)(request);
  const event = gatewayEvent(request, { resource, pathParameters, body, requestId, sourceIp });
  try {
    return await handler(event, { getRemainingTimeInMillis: () => functionTimeoutMs });
  } catch {
    return refusal('INTERNAL', options, language);
  }
}

/** Answers a request that Node cannot read, and so gives to no handler. */
function answerUnreadable(error: Error & { code?: string }, socket: Duplex, options: GatewayOptions): void {
  if (!socket.writable) return;
  const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'TOO_LARGE' : 'INVALID_PARAMETER';
  const { statusCode, headers, body } = refusal(code, options, options.language);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.end(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}\r\n${body}`);
}

/** HTTP in, API Gateway events to the handlers, their replies out. */
export function createGateway(options: GatewayOptions): Server {
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, async (request, response) => {
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    const reply = await replyTo(request, requestId, options);
    if (!request.complete) response.setHeader('connection', 'close');
    send(response, reply);
  });
  server.on('clientError', (error, socket) => answerUnreadable(error, socket, options));
  return server;
}
