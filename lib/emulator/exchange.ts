import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { Answer } from './answering.ts';
import type { Behaviour } from './behaviour.ts';
import type { OpenCall } from './call-log.ts';
import type { Clock } from './clock.ts';

export interface Payload {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request and the ways to answer it, decently or not. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  /** The log's entry for this call. */
  readonly entry: OpenCall;
  /** How far off the clock is that this caller sees in the `Date` header. */
  skewMs: number;
}

export const jsonPayload = ({ status, body }: Pick<Answer, 'status' | 'body'>): Payload => ({
  status,
  contentType: 'application/json; charset=utf-8',
  text: JSON.stringify(body),
});

/** Sends the status line and headers, with the length of the body that is to follow. */
export function beginReply(exchange: Exchange, payload: Payload, length: number): void {
  const { request, response, entry } = exchange;
  entry.status = payload.status;
  const requestId = request.headers['x-request-id'];
  response.writeHead(payload.status, {
    date: new Date(exchange.clock.now() + exchange.skewMs).toUTCString(),
    'content-type': payload.contentType,
    'content-length': length,
    ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    ...payload.headers,
  });
}

export function reply(exchange: Exchange, payload: Payload): void {
  if (exchange.response.destroyed) return;
  const isCompressed = exchange.behaviour.gzip && /\bgzip\b/.test(encodings(exchange));
  const body = isCompressed ? gzipSync(payload.text) : Buffer.from(payload.text);
  const headers = { ...payload.headers, ...(isCompressed ? { 'content-encoding': 'gzip' } : {}) };
  beginReply(exchange, { ...payload, headers }, body.length);
  exchange.response.end(body);
}

/** Replies and notes the code in the log. */
export function replyWith(exchange: Exchange, answer: Pick<Answer, 'status' | 'body'>): void {
  exchange.entry.code = answer.body.code;
  reply(exchange, jsonPayload(answer));
}

/** Ends the connection with a TCP reset; under TLS, which hides the TCP socket, by just closing it. */
export function reset({ request: { socket } }: Exchange): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

const encodings = ({ request }: Exchange): string => String(request.headers['accept-encoding'] ?? '');
