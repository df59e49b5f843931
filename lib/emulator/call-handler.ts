import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './calls/call.ts';
import { callsByPath } from './calls/table.ts';
import { createRates } from './rates.ts';
import { Refusal } from './refusals.ts';
import { checkSignature } from './signature.ts';
import type { App } from './state/app.ts';

interface IncomingCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's parameters, or why it cannot be read: the rate is checked before that is reported. */
  readonly form: URLSearchParams | Refusal;
  /** The error of the clock that timestamps are checked against. */
  readonly skewMs: number;
}

export interface CallResult {
  readonly status: number;
  readonly body: Reply & { readonly code: number };
}

export type CallHandler = (call: IncomingCall) => CallResult;

/**
 * Checks a request and carries it out; never throws. The order of the checks is inferred: path, App Key,
 * signature, rate, body, parameters, and last those of the call itself.
 */
export function createCallHandler(app: App): CallHandler {
  const admit = createRates(app);
  const seenNonces = new Set<string>();

  const carryOut = ({ method, path, headers, form, skewMs }: IncomingCall): Reply => {
    const call = callsByPath.get(path);
    if (method !== 'POST' || call === undefined) throw new Refusal('unknownPath');
    checkSignature(headers, { ...app, seenNonces, now: app.clock.now() + skewMs });
    const cost = form instanceof Refusal ? 1 : call.cost(form);
    if (!admit(call, cost)) throw new Refusal('tooFrequent');
    if (form instanceof Refusal) throw form;
    return call.execute(form, app);
  };

  return (incoming) => {
    try {
      return { status: 200, body: { code: 200, ...carryOut(incoming) } };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internalError', String(error));
      const status = refusal.name === 'noSuchRoom' ? app.behaviour.unknownRoomStatus : refusal.status;
      return { status, body: refusal.body };
    }
  };
}
