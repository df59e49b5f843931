import type { IncomingHttpHeaders } from 'node:http';
import type { Behaviour } from './behaviour.ts';
import type { Call, Reply } from './calls/call.ts';
import { callsByPath } from './calls/table.ts';
import type { Clock } from './clock.ts';
import { createRates } from './rates.ts';
import { Refusal } from './refusals.ts';
import { type Credentials, checkSignature } from './signature.ts';
import type { App } from './state/app.ts';

/** One request, read to its end. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's parameters, or why it cannot be read: the rate is checked before that is told. */
  readonly form: URLSearchParams | Refusal;
  readonly bodyBytes: number;
  /** How far off the clock is that the signature's timestamp is held against. */
  readonly skewMs: number;
}

export interface Answer {
  readonly status: number;
  readonly body: Reply & { readonly code: number };
  /** Whether the call was carried out. */
  readonly effect: boolean;
}

export type Answering = (incoming: Incoming) => Answer;

export interface AnsweringContext {
  readonly app: App;
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly credentials: Credentials;
}

/**
 * Checks a request and carries it out. The order of the checks is inferred: path, App Key, signature, rate,
 * body, parameters, service, and last what the call itself finds.
 */
export function createAnswering({ app, behaviour, clock, credentials }: AnsweringContext): Answering {
  const rates = createRates(clock, behaviour);
  const seenNonces = new Set<string>();

  const carryOut = (incoming: Incoming): Reply => {
    const call = callAt(incoming, behaviour);
    const now = clock.now();
    checkSignature(incoming.headers, { credentials, behaviour, seenNonces, now: now + incoming.skewMs });
    const { form } = incoming;
    if (!rates.admit(call.rates, form instanceof Refusal ? 1 : call.cost(form)))
      throw new Refusal('tooFrequent');
    if (form instanceof Refusal) throw form;
    if (incoming.bodyBytes > behaviour.maxBodyBytes) throw new Refusal('bodyTooLarge');
    return call.execute(form, { app, behaviour, now });
  };

  return (incoming) => {
    try {
      return { status: 200, body: { code: 200, ...carryOut(incoming) }, effect: true };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internalError', String(error));
      return refusalAnswer(refusal, incoming.path, behaviour);
    }
  };
}

/** @throws Refusal unknownPath, also for another method than POST. */
function callAt({ method, path }: Incoming, behaviour: Behaviour): Call {
  const call = callsByPath.get(path);
  if (method !== 'POST' || call === undefined || !call.isPresent(behaviour)) throw new Refusal('unknownPath');
  return call;
}

function refusalAnswer(refusal: Refusal, path: string, behaviour: Behaviour): Answer {
  const url = behaviour.errorNamesUrl ? { url: path } : {};
  const status = refusal.name === 'noSuchRoom' ? behaviour.unknownRoomStatus : refusal.status;
  return {
    status,
    body: { ...url, code: refusal.code, [behaviour.errorTextKey]: refusal.message },
    effect: false,
  };
}
