import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallHandler } from './call-handler.ts';
import { type Exchange, replyWith, reset } from './exchange.ts';
import { isDoomed, play, strikesBeforeReading } from './faults/play.ts';
import type { Handles } from './handles.ts';
import { readBody } from './http.ts';
import { appendTo, type ReceivedCall } from './log.ts';
import { Refusal } from './refusals.ts';
import { signedHeaders } from './signature.ts';

export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The index of the origin that received it. */
  readonly host: number;
}

/** [D] 100 KB in one place, while a message alone may hold 128 KB before it is encoded. */
const maxBodyBytes = 512 * 1024;

/** Takes one request: logs it, then plays the fault that is armed for it or replies. @throws if it breaks off. */
export async function serve(
  handles: Handles,
  handle: CallHandler,
  { request, response, host }: Arrival,
): Promise<void> {
  const { headers, method = '' } = request;
  const path = pathOf(request);
  const entry: ReceivedCall = {
    at: handles.clock.now(),
    host,
    path,
    nonce: signedHeaders(headers).nonce,
    form: new URLSearchParams(),
    effect: false,
  };
  appendTo(handles.calls, entry);
  if (isDoomed(request)) {
    entry.fault = 'connection-closed';
    return reset(request);
  }
  const fault = handles.draw(entry);
  entry.fault = fault?.name;
  const isUnread = fault !== undefined && strikesBeforeReading(fault);
  const body = isUnread ? Buffer.alloc(0) : await readBody(request, maxBodyBytes);
  const form = body.length > maxBodyBytes ? new Refusal('bodyTooLarge') : parseForm(body);
  if (form instanceof URLSearchParams) entry.form = form;
  const carryOut = () => {
    const result = handle({ method, path, headers, form, skewMs: exchange.skewMs });
    entry.effect = result.body.code === 200;
    return result;
  };
  const exchange: Exchange = { request, response, handles, entry, skewMs: 0, carryOut };
  if (fault === undefined) replyWith(exchange, carryOut());
  else play(exchange, fault);
}

/** The form's name and value pairs in the order sent; a list is a name repeated. */
function parseForm(body: Buffer): URLSearchParams | Refusal {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    // URLSearchParams keeps a broken escape as it is; this throws.
    decodeURIComponent(text.replaceAll('+', ' '));
    return new URLSearchParams(text);
  } catch {
    return new Refusal('badParameter', 'The body cannot be decoded.');
  }
}

/** The Go and PHP SDKs send `//user/getToken.json`, which the real service takes. */
export const pathOf = ({ url = '/' }: IncomingMessage): string =>
  (url.split('?', 1)[0] ?? '').replace(/^\/+/, '/');
