import type { CallResult } from '../call-handler.ts';
import { beginReply, type Exchange, jsonPayload, reply, replyWith, reset } from '../exchange.ts';
import { Refusal } from '../refusals.ts';
import type { Fault, FaultName, FaultNamed } from './fault.ts';

/** A call on which a fault is played. */
export interface Scene {
  readonly exchange: Exchange;
  /** Carries the call out and returns the proper reply. */
  readonly carryOut: () => CallResult;
  readonly switchSecret: (secret: string) => void;
  readonly loseRoom: (roomId: string) => void;
}

type Play<Name extends FaultName> = (scene: Scene, fault: FaultNamed<Name>) => void;

const byteIntervalMs = 1_000;
const missingBytes = 100;
const hugeBodyBytes = 5 * 1024 * 1024;
const htmlText = '<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>';

export const strikesBeforeReading = ({ name }: Fault): boolean =>
  name === 'silence' || name === 'reset-before-reading';

/** Connections that fail at their next request; the client cannot see that beforehand. */
const doomed = new WeakSet<object>();
export const isDoomed = ({ request }: Exchange): boolean => doomed.has(request.socket);

const plays: { readonly [Name in FaultName]: Play<Name> } = {
  silence: () => {},
  'reset-before-reading': ({ exchange }) => reset(exchange),
  'reset-before-effect': ({ exchange }) => reset(exchange),
  'reset-after-effect': ({ exchange, carryOut }) => {
    carryOut();
    reset(exchange);
  },
  'late-effect': ({ exchange, carryOut }, { lateMs }) => {
    reset(exchange);
    exchange.clock.after(lateMs, carryOut);
  },

  'reply-delayed': ({ exchange, carryOut }, { delayMs }) => {
    const answer = carryOut();
    exchange.clock.after(delayMs, () => replyWith(exchange, answer));
  },
  'stall-after-headers': (scene) => void sendHeaders(scene),
  'one-byte-per-second': (scene) => trickle(scene.exchange, sendHeaders(scene)),
  'body-cut-short': ({ exchange, carryOut }) => {
    const payload = jsonPayload(carryOut());
    beginReply(exchange, payload, Buffer.byteLength(payload.text) + missingBytes);
    exchange.response.write(payload.text, () => exchange.request.socket.destroy());
  },
  'connection-closed': ({ exchange, carryOut }, { at }) => {
    const { socket } = exchange.request;
    if (at === 'next-request') doomed.add(socket);
    else exchange.response.once('finish', () => socket.destroy());
    replyWith(exchange, carryOut());
  },

  'server-error': ({ exchange }, { status }) => reply(exchange, html(status)),
  'server-error-after-effect': ({ exchange, carryOut }) => {
    carryOut();
    replyWith(exchange, new Refusal('internalError'));
  },
  'rate-limited': ({ exchange }) => replyWith(exchange, new Refusal('tooFrequent')),
  'signature-refused': ({ exchange }) => replyWith(exchange, new Refusal('badSignature')),
  redirected: ({ exchange }, { to }) => reply(exchange, { ...html(302), headers: { location: to } }),
  'html-reply': (scene, { effect = false }) => {
    if (effect) scene.carryOut();
    reply(scene.exchange, html(200));
  },
  'broken-json': (scene, { shape, effect = true }) => {
    const body = effect ? scene.carryOut().body : { code: 200 };
    const text = JSON.stringify(body);
    const broken = shape === 'invalid' ? text.replaceAll('"', '') : text.slice(0, text.length / 2);
    reply(scene.exchange, { ...jsonPayload({ status: 200, body }), text: broken });
  },
  'failing-code': (scene, { code, effect = false }) => {
    if (effect) scene.carryOut();
    const { body } = new Refusal(code === 1000 ? 'internalError' : 'timedOut');
    replyWith(scene.exchange, { status: 200, body });
  },
  'odd-token': ({ exchange, carryOut }, { flaw }) => {
    const { status, body } = carryOut();
    const { token, ...withoutToken } = body;
    const odd = flaw === 'missing' ? withoutToken : { ...body, userId: `${body.userId}2` };
    replyWith(exchange, { status, body: { ...odd, code: body.code } });
  },
  'huge-body': (scene, { effect = true }) => {
    const body = effect ? scene.carryOut().body : { code: 200 };
    replyWith(scene.exchange, { status: 200, body: { ...body, padding: 'x'.repeat(hugeBodyBytes) } });
  },

  'room-lost': ({ exchange, carryOut, loseRoom }) => {
    for (const roomId of exchange.entry.form.getAll('chatroomId')) loseRoom(roomId);
    replyWith(exchange, carryOut());
  },
  'secret-switched': ({ exchange, carryOut, switchSecret }, { secret }) => {
    switchSecret(secret);
    replyWith(exchange, carryOut());
  },
  'clock-skewed': ({ exchange, carryOut }, { skewMs }) => {
    exchange.skewMs = skewMs;
    replyWith(exchange, carryOut());
  },
};

export function play(scene: Scene, fault: Fault): void {
  // The table pairs each name with its own play; TypeScript cannot follow that through an index.
  const playIt = plays[fault.name] as Play<FaultName>;
  playIt(scene, fault);
}

/** Sends the headers of the proper reply; returns its body. */
function sendHeaders({ exchange, carryOut }: Scene): Buffer {
  const payload = jsonPayload(carryOut());
  const body = Buffer.from(payload.text);
  beginReply(exchange, payload, body.length);
  exchange.response.flushHeaders();
  return body;
}

const html = (status: number) => ({ status, contentType: 'text/html; charset=utf-8', text: htmlText });

function trickle(exchange: Exchange, body: Buffer): void {
  if (exchange.response.destroyed) return;
  exchange.response.write(body.subarray(0, 1));
  if (body.length === 1) exchange.response.end();
  else exchange.clock.after(byteIntervalMs, () => trickle(exchange, body.subarray(1)));
}
