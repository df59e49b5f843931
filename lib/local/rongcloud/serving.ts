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

/** Takes one request: notes it, plays the fault that is armed for it, or answers it. */
export async function serve(serving: Serving, exchange: Exchange): Promise<void> {
  const { request, entry } = exchange;
  serving.calls.push(entry);
  if (isDoomed(exchange)) return reset(exchange);
  const fault = serving.faults.draw(entry);
  entry.fault = fault?.name;

  const carryOut = (body: Buffer): Answer => {
    const incoming = { method: request.method ?? '', path: entry.path, headers: request.headers };
    const answer = serving.answering({ ...incoming, body, skewMs: exchange.skewMs });
    entry.effect = answer.effect;
    return answer;
  };
  const { switchSecret, loseRoom } = serving;
  const scene = (body: Buffer): Scene => ({
    exchange,
    carryOut: () => carryOut(body),
    switchSecret,
    loseRoom,
  });

  if (fault !== undefined && isBlind(fault)) return play(scene(Buffer.alloc(0)), fault);
  const body = await readBody(request);
  entry.form = loggedForm(body, request);
  if (fault === undefined) replyWith(exchange, carryOut(body));
  else play(scene(body), fault);
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

/** The log takes what can be read and leaves the rest to the answer. */
function loggedForm(body: Buffer, { headers }: IncomingMessage): URLSearchParams {
  try {
    return parseBody(body, headers['content-type'] ?? '');
  } catch {
    return new URLSearchParams();
  }
}
