import type { IncomingMessage } from 'node:http';
import { beginReply, type Exchange, jsonPayload, reply, replyWith, reset } from '../exchange.ts';
import { Refusal } from '../refusals.ts';
import type { Fault, FaultName, FaultNamed } from './fault.ts';

type Play<Name extends FaultName> = (exchange: Exchange, fault: FaultNamed<Name>) => void;

const byteIntervalMs = 1_000;
const missingBytes = 100;
const hugeBodyBytes = 5 * 1024 * 1024;
const htmlText = '<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>';

export const strikesBeforeReading = ({ name }: Fault): boolean =>
  name === 'silence' || name === 'reset-before-reading';

/** Connections that fail at their next request; the client cannot see that beforehand. */
const doomed = new WeakSet<object>();
export const isDoomed = ({ socket }: IncomingMessage): boolean => doomed.has(socket);

const plays: { readonly [Name in FaultName]: Play<Name> } = {
  silence: () => {},
  'reset-before-reading': ({ request }) => reset(request),
  'reset-before-effect': ({ request }) => reset(request),
  'reset-after-effect': ({ request, carryOut }) => {
    carryOut();
    reset(request);
  },
  'late-effect': ({ request, handles, carryOut }, { lateMs }) => {
    reset(request);
    handles.clock.after(lateMs, carryOut);
  },

  'reply-delayed': (exchange, { delayMs }) => {
    const result = exchange.carryOut();
    exchange.handles.clock.after(delayMs, () => replyWith(exchange, result));
  },
  'stall-after-headers': (exchange) => void sendHeaders(exchange),
  'one-byte-per-second': (exchange) => trickle(exchange, sendHeaders(exchange)),
  'body-cut-short': (exchange) => {
    const payload = jsonPayload(exchange.carryOut());
    beginReply(exchange, payload, Buffer.byteLength(payload.text) + missingBytes);
    exchange.response.write(payload.text, () => exchange.request.socket.destroy());
  },
  'connection-closed': (exchange, { at }) => {
    const { socket } = exchange.request;
    if (at === 'next-request') doomed.add(socket);
    else exchange.response.once('finish', () => socket.destroy());
    replyWith(exchange, exchange.carryOut());
  },

  'server-error': (exchange, { status }) => reply(exchange, html(status)),
  'server-error-after-effect': (exchange) => {
    exchange.carryOut();
    replyWith(exchange, new Refusal('internalError'));
  },
  'rate-limited': (exchange) => replyWith(exchange, new Refusal('tooFrequent')),
  'signature-refused': (exchange) => replyWith(exchange, new Refusal('badSignature')),
  redirected: (exchange, { to }) => reply(exchange, html(302, { location: to })),
  'html-reply': (exchange, { effect = false }) => {
    if (effect) exchange.carryOut();
    reply(exchange, html(200));
  },
  'broken-json': (exchange, { shape, effect = true }) => {
    const body = effect ? exchange.carryOut().body : { code: 200 };
    const text = JSON.stringify(body);
    const broken = shape === 'invalid' ? text.replaceAll('"', '') : text.slice(0, text.length / 2);
    reply(exchange, { ...jsonPayload({ status: 200, body }), text: broken });
  },
  'failing-code': (exchange, { code, effect = false }) => {
    if (effect) exchange.carryOut();
    const { body } = new Refusal(code === 1000 ? 'internalError' : 'timedOut');
    replyWith(exchange, { status: 200, body });
  },
  'odd-token': (exchange, { flaw }) => {
    const { status, body } = exchange.carryOut();
    const { token, ...withoutToken } = body;
    const odd = flaw === 'missing' ? withoutToken : { ...body, userId: `${body.userId}2` };
    replyWith(exchange, { status, body: { ...odd, code: body.code } });
  },
  'huge-body': (exchange, { effect = true }) => {
    const body = effect ? exchange.carryOut().body : { code: 200 };
    replyWith(exchange, { status: 200, body: { ...body, padding: 'x'.repeat(hugeBodyBytes) } });
  },

  'room-lost': (exchange) => {
    for (const roomId of exchange.entry.form.getAll('chatroomId')) exchange.handles.loseRoom(roomId);
    replyWith(exchange, exchange.carryOut());
  },
  'secret-switched': (exchange, { secret }) => {
    exchange.handles.switchSecret(secret);
    replyWith(exchange, exchange.carryOut());
  },
  'clock-skewed': (exchange, { skewMs }) => {
    exchange.skewMs = skewMs;
    replyWith(exchange, exchange.carryOut());
  },
};

export function play(exchange: Exchange, fault: Fault): void {
  // The table pairs each name with its own play; TypeScript cannot follow that through an index.
  const playIt = plays[fault.name] as Play<FaultName>;
  playIt(exchange, fault);
}

/** Sends the headers of the proper reply; returns its body. */
function sendHeaders(exchange: Exchange): Buffer {
  const payload = jsonPayload(exchange.carryOut());
  const body = Buffer.from(payload.text);
  beginReply(exchange, payload, body.length);
  exchange.response.flushHeaders();
  return body;
}

const html = (status: number, headers = {}) => ({
  status,
  headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
  text: htmlText,
});

function trickle(exchange: Exchange, body: Buffer): void {
  if (exchange.response.destroyed) return;
  exchange.response.write(body.subarray(0, 1));
  if (body.length === 1) exchange.response.end();
  else exchange.handles.clock.after(byteIntervalMs, () => trickle(exchange, body.subarray(1)));
}
