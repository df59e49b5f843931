import type { IncomingHttpHeaders } from 'node:http';
import type { Behaviour } from './behaviour.ts';
import type { Call, Reply } from './calls/call.ts';
import { callsByPath } from './calls/table.ts';
import type { Clock } from './clock.ts';
import { createRates } from './rates.ts';
import { Refusal } from './refusals.ts';
import { type Credentials, checkSignature } from './signature.ts';
import type { App } from './state/app.ts';

/** A request, read to its end. */
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
  /** Whether the call was carried out. */
  readonly effect: boolean;
}

export type CallHandler = (call: IncomingCall) => CallResult;

export interface CallHandlerContext {
  readonly app: App;
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly credentials: Credentials;
}

/**
 * Checks a request and carries it out; never throws. The order of the checks is inferred: path, App Key,
 * signature, rate, body, parameters, service, and last those of the call itself.
 */
export function createCallHandler({ app, behaviour, clock, credentials }: CallHandlerContext): CallHandler {
  const rates = createRates(clock);
  const seenNonces = new Set<string>();

  const carryOut = (incoming: IncomingCall): Reply => {
    const call = callAt(incoming, behaviour);
    const now = clock.now();
    checkSignature(incoming.headers, { credentials, behaviour, seenNonces, now: now + incoming.skewMs });
    const { form } = incoming;
    const cost = form instanceof Refusal ? 1 : call.cost(form);
    if (behaviour.limitRates && !rates.admit(call, cost, behaviour.refusedCalls)) {
      throw new Refusal('tooFrequent');
    }
    if (form instanceof Refusal) throw form;
    return call.execute(form, { app, behaviour, now });
  };

  return (incoming) => {
    try {
      return { status: 200, body: { code: 200, ...carryOut(incoming) }, effect: true };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internalError', String(error));
      const status = refusal.name === 'noSuchRoom' ? behaviour.unknownRoomStatus : refusal.status;
      return { status, body: refusal.body, effect: false };
    }
  };
}

/** @throws Refusal unknownPath, also for another method than POST. */
function callAt({ method, path }: IncomingCall, behaviour: Behaviour): Call {
  const call = callsByPath.get(path);
  if (method !== 'POST' || call === undefined || !call.isPresent(behaviour)) throw new Refusal('unknownPath');
  return call;
}
