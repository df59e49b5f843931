import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { CallResult } from './call-handler.ts';
import type { Handles } from './handles.ts';
import type { ReceivedCall } from './log.ts';

export interface Payload {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** One request, and the means to carry it out and to reply to it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly handles: Handles;
  /** The log's entry for this call. */
  readonly entry: ReceivedCall;
  /** The clock's error that this caller sees in the `Date` header. */
  skewMs: number;
  /** Carries the call out and returns the proper reply. */
  readonly carryOut: () => CallResult;
}

export const jsonPayload = ({ status, body }: CallResult): Payload => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  text: JSON.stringify(body),
});

/** Sends the status line and headers, with the length of the body that follows. */
export function beginReply(
  { request, response, entry, handles, skewMs }: Exchange,
  payload: Payload,
  length: number,
): void {
  entry.status = payload.status;
  const requestId = request.headers['x-request-id'];
  response.writeHead(payload.status, {
    date: new Date(handles.clock.now() + skewMs).toUTCString(),
    'content-length': length,
    ...(requestId && { 'x-request-id': requestId }),
    ...payload.headers,
  });
}

export function reply(exchange: Exchange, payload: Payload): void {
  // The client may have closed the connection while a fault delayed the reply.
  if (exchange.response.destroyed) return;
  beginReply(exchange, payload, Buffer.byteLength(payload.text));
  exchange.response.end(payload.text);
}

/** Replies and records the code in the log. */
export function replyWith(exchange: Exchange, result: CallResult): void {
  exchange.entry.code = result.body.code;
  reply(exchange, jsonPayload(result));
}

/** Ends the connection with a TCP reset; under TLS, which hides the TCP socket, it only closes. */
export function reset({ socket }: IncomingMessage): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
