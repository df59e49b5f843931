import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './calls/call.ts';
import { callsByPath } from './calls/table.ts';
import type { EmulatorContext } from './context.ts';
import { createRates } from './rates.ts';
import { Refusal } from './refusals.ts';
import { checkSignature } from './signature.ts';
import type { App } from './state/app.ts';

export interface IncomingCall {
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
export function createCallHandler(context: EmulatorContext & { readonly app: App }): CallHandler {
  const { app, behaviour, clock, credentials } = context;
  const admit = createRates(clock);
  const seenNonces = new Set<string>();

  const carryOut = (incoming: IncomingCall): Reply => {
    const { method, path, headers, form, skewMs } = incoming;
    const call = callsByPath.get(path);
    if (method !== 'POST' || call === undefined) throw new Refusal('unknownPath');
    checkSignature(headers, { credentials, behaviour, seenNonces, now: clock.now() + skewMs });
    const cost = form instanceof Refusal ? 1 : call.cost(form);
    if (behaviour.limitRates && !admit(call, cost, behaviour.refusedCalls)) throw new Refusal('tooFrequent');
    if (form instanceof Refusal) throw form;
    return call.execute(form, { app, behaviour });
  };

  return (incoming) => {
    try {
      return { status: 200, body: { code: 200, ...carryOut(incoming) } };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internalError', String(error));
      const status = refusal.name === 'noSuchRoom' ? behaviour.unknownRoomStatus : refusal.status;
      return { status, body: refusal.body };
    }
  };
}
