import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Answering } from './answering.ts';
import type { Behaviour } from './behaviour.ts';
import type { OpenCall } from './call-log.ts';
import type { Clock } from './clock.ts';
import { type Exchange, replyWith, reset } from './exchange.ts';
import type { Faults } from './faults/arming.ts';
import { isBlind, isDoomed, play, type Scene } from './faults/play.ts';
import { parseBody } from './form.ts';
import { readBody } from './server.ts';
import { signedHeaders } from './signature.ts';

export interface Serving {
  readonly answering: Answering;
  readonly behaviour: Behaviour;
  readonly calls: OpenCall[];
  readonly clock: Clock;
  readonly faults: Faults;
  readonly switchSecret: Scene['switchSecret'];
  readonly loseRoom: Scene['loseRoom'];
}

/** Enough for any test; an emulator that runs for days must not fill the memory. */
const maxCallsKept = 100_000;

/** Takes one request: notes it, plays the fault that is armed for it, or answers it. */
export async function serve(serving: Serving, exchange: Exchange): Promise<void> {
  const { entry, request } = exchange;
  note(serving.calls, entry);
  if (isDoomed(exchange)) {
    entry.fault = 'connection-closed';
    return reset(exchange);
  }
  const fault = serving.faults.draw(entry);
  entry.fault = fault?.name;
  const isUnread = fault !== undefined && isBlind(fault);
  const body = isUnread ? Buffer.alloc(0) : await readBody(request);
  const carryOut = prepare(serving, exchange, body);
  const { switchSecret, loseRoom } = serving;
  if (fault === undefined) replyWith(exchange, carryOut());
  else play({ exchange, carryOut, switchSecret, loseRoom }, fault);
}

function note(calls: OpenCall[], entry: OpenCall): void {
  calls.push(entry);
  if (calls.length > maxCallsKept) calls.splice(0, maxCallsKept / 2);
}

/** Reads the call into the log; what it returns does what the call asks. */
function prepare({ answering }: Serving, exchange: Exchange, body: Buffer): () => Answer {
  const { request, entry } = exchange;
  const { headers, method = '' } = request;
  const form = parseBody(body, headers['content-type']);
  if (form instanceof URLSearchParams) entry.form = form;
  return () => {
    const { path } = entry;
    const { skewMs } = exchange;
    const answer = answering({ method, path, headers, form, bodyBytes: body.length, skewMs });
    entry.effect = answer.effect;
    return answer;
  };
}

export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly host: number;
}

export function openExchange({ request, response, host }: Arrival, serving: Serving): Exchange {
  const { nonce, timestamp } = signedHeaders(request.headers);
  const entry: OpenCall = {
    at: serving.clock.now(),
    host,
    path: pathOf(request),
    nonce,
    timestamp,
    requestId: request.headers['x-request-id']?.toString(),
    form: new URLSearchParams(),
    status: undefined,
    code: undefined,
    effect: false,
    fault: undefined,
  };
  return { request, response, clock: serving.clock, behaviour: serving.behaviour, entry, skewMs: 0 };
}

export const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';
