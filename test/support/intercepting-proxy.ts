import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../lib/emulator/http.ts';

export interface ForwardedReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** A request and the possible reactions to it. */
export interface PassingRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Passes it to the server behind. */
  forward(): Promise<ForwardedReply>;
  reply(reply: ForwardedReply): void;
  /** Announces the whole reply, sends half of it and hangs up. */
  replyInPart(reply: ForwardedReply): void;
  /** Ends the connection without a word. */
  reset(): void;
}

function passing(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): PassingRequest {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const head = ({ status, contentType, body: { length } }: ForwardedReply) =>
    response.writeHead(status, { 'content-type': contentType, 'content-length': length });
  return {
    path: request.url ?? '/',
    headers: request.headers,
    body: body.toString(),
    forward: async () => {
      const reply = await fetch(target + request.url, {
        method: 'POST',
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
        body,
      });
      return {
        status: reply.status,
        contentType: reply.headers.get('content-type') ?? '',
        body: Buffer.from(await reply.arrayBuffer()),
      };
    },
    reply: (reply) => {
      if (!response.destroyed) head(reply).end(reply.body);
    },
    replyInPart: (reply) => {
      head(reply).write(reply.body.subarray(0, reply.body.length / 2), () => request.socket.destroy());
    },
    reset: () => request.socket.resetAndDestroy(),
  };
}

/** A proxy that passes every request to `intercept`, which decides what server and caller get. */
export const startInterceptingProxy = (
  target: string,
  intercept: (request: PassingRequest) => Promise<void>,
) =>
  listen(
    createServer(async (request, response) => {
      try {
        await intercept(passing(target, request, response, await buffer(request)));
      } catch {
        // The caller or the server behind is gone.
        request.socket.destroy();
      }
    }),
    0,
  );
