import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallHandler, CallResult } from './call-handler.ts';
import { type Exchange, replyWith, reset } from './exchange.ts';
import { isDoomed, play, strikesBeforeReading } from './faults/play.ts';
import { parseForm } from './form.ts';
import type { Handles } from './handles.ts';
import { appendTo, type OpenCall } from './log.ts';
import { Refusal } from './refusals.ts';
import { readBody } from './server.ts';
import { signedHeaders } from './signature.ts';

export interface Serving extends Pick<Handles, 'clock' | 'draw' | 'switchSecret' | 'loseRoom'> {
  readonly handle: CallHandler;
  readonly calls: OpenCall[];
}

export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The index of the origin that received it. */
  readonly host: number;
}

/** [D] 100 KB in one place, while a message alone may hold 128 KB before it is encoded. */
const maxBodyBytes = 512 * 1024;

/** Takes one request: logs it, then plays the fault that is armed for it or replies. @throws if it breaks off. */
export async function serve(serving: Serving, arrival: Arrival): Promise<void> {
  const exchange = openExchange(serving, arrival);
  const { entry, request } = exchange;
  appendTo(serving.calls, entry);
  if (isDoomed(exchange)) {
    entry.fault = 'connection-closed';
    return reset(exchange);
  }
  const fault = serving.draw(entry);
  entry.fault = fault?.name;
  const isUnread = fault !== undefined && strikesBeforeReading(fault);
  const body = isUnread ? Buffer.alloc(0) : await readBody(request, maxBodyBytes);
  const carryOut = prepare(serving, exchange, body);
  const { switchSecret, loseRoom } = serving;
  if (fault === undefined) replyWith(exchange, carryOut());
  else play({ exchange, carryOut, switchSecret, loseRoom }, fault);
}

/** Logs the parameters; returns the function that carries the call out. */
function prepare({ handle }: Serving, exchange: Exchange, body: Buffer | undefined): () => CallResult {
  const { request, entry } = exchange;
  const { headers, method = '' } = request;
  const form = body === undefined ? new Refusal('bodyTooLarge') : parseForm(body);
  if (form instanceof URLSearchParams) entry.form = form;
  return () => {
    const result = handle({ method, path: entry.path, headers, form, skewMs: exchange.skewMs });
    entry.effect = result.effect;
    return result;
  };
}

function openExchange({ clock }: Serving, { request, response, host }: Arrival): Exchange {
  const entry: OpenCall = {
    at: clock.now(),
    host,
    path: pathOf(request),
    nonce: signedHeaders(request.headers).nonce,
    form: new URLSearchParams(),
    status: undefined,
    code: undefined,
    effect: false,
    fault: undefined,
  };
  return { request, response, clock, entry, skewMs: 0 };
}

/** The Go and PHP SDKs send `//user/getToken.json`, which the real service takes. */
export const pathOf = ({ url = '/' }: IncomingMessage): string =>
  (url.split('?', 1)[0] ?? '').replace(/^\/+/, '/');
