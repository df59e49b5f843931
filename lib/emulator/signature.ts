import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Behaviour } from './behaviour.ts';
import { Refusal } from './refusals.ts';

export interface Credentials {
  readonly appKey: string;
  appSecret: string;
}

/** The three signed strings and the key, as a request or a callback carries them. */
export interface SignedBy {
  readonly appKey: string;
  readonly nonce: string;
  readonly timestamp: string;
  readonly signature: string;
}

const maxNonceCharacters = 18;
/** Below this a timestamp is in seconds: it would be 1970 in milliseconds and the year 5138 in seconds. */
const minMillisecondTimestamp = 100_000_000_000;

/** RongCloud's signature: lower-case hex of SHA-1 over secret, nonce and timestamp as they are sent. */
export const sign = (appSecret: string, nonce: string, timestamp: string): string =>
  createHash('sha1').update(`${appSecret}${nonce}${timestamp}`).digest('hex');

/** Reads both header families: `App-Key` and `RC-App-Key` and so on. */
export function signedHeaders(headers: IncomingHttpHeaders): SignedBy {
  const read = (name: string) => [headers[name], headers[`rc-${name}`]].flat().find(Boolean) ?? '';
  return {
    appKey: read('app-key'),
    nonce: read('nonce'),
    timestamp: read('timestamp'),
    signature: read('signature'),
  };
}

export interface SignatureCheck {
  readonly credentials: Credentials;
  readonly behaviour: Behaviour;
  readonly seenNonces: Set<string>;
  readonly now: number;
}

/** @throws Refusal unknownAppKey or badSignature. */
export function checkSignature(headers: IncomingHttpHeaders, check: SignatureCheck): void {
  const { credentials, behaviour, seenNonces } = check;
  const sent = signedHeaders(headers);
  if (sent.appKey !== credentials.appKey) throw new Refusal('unknownAppKey');
  if (!isNumeric(sent.timestamp) || sent.nonce === '') throw new Refusal('badSignature');
  if (!sameText(sent.signature, sign(credentials.appSecret, sent.nonce, sent.timestamp)))
    throw new Refusal('badSignature');
  if (behaviour.mixedHeaders === 'refused' && mixesFamilies(headers)) throw new Refusal('badSignature');
  if (behaviour.longNonce === 'refused' && sent.nonce.length > maxNonceCharacters)
    throw new Refusal('badSignature', 'Nonce too long.');
  if (behaviour.timestampWindowMs > 0 && skewMs(sent.timestamp, check.now) > behaviour.timestampWindowMs)
    throw new Refusal('badSignature', 'Timestamp out of range.');
  if (behaviour.repeatedNonce === 'refused') refuseRepeated(sent.nonce, seenNonces);
}

function refuseRepeated(nonce: string, seenNonces: Set<string>): void {
  if (seenNonces.has(nonce)) throw new Refusal('badSignature', 'Nonce repeated.');
  seenNonces.add(nonce);
}

const isNumeric = (text: string) => /^[0-9]{1,15}$/.test(text);

function skewMs(timestamp: string, now: number): number {
  const value = Number(timestamp);
  return Math.abs(now - (value < minMillisecondTimestamp ? value * 1000 : value));
}

function mixesFamilies(headers: IncomingHttpHeaders): boolean {
  const names = ['app-key', 'nonce', 'timestamp', 'signature'];
  return names.some((name) => headers[name] !== undefined) && names.some((name) => headers[`rc-${name}`]);
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
