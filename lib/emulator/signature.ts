import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { EmulatorContext } from './context.ts';
import { Refusal } from './refusals.ts';

const headerNames = ['app-key', 'nonce', 'timestamp', 'signature'] as const;
const maxNonceCharacters = 18;
/** Below this a timestamp is in seconds: it would be 1970 in milliseconds and the year 5138 in seconds. */
const minMillisecondTimestamp = 100_000_000_000;

/** RongCloud's signature: lower-case hex of SHA-1 over secret, nonce and timestamp as they are sent. */
export const sign = (appSecret: string, nonce: string, timestamp: string): string =>
  createHash('sha1').update(`${appSecret}${nonce}${timestamp}`).digest('hex');

/** Reads both header families: `App-Key` and `RC-App-Key` and so on. */
export function signedHeaders(headers: IncomingHttpHeaders) {
  const [appKey, nonce, timestamp, signature] = headerNames.map(
    (name) => [headers[name], headers[`rc-${name}`]].flat().find(Boolean) ?? '',
  ) as [string, string, string, string];
  return { appKey, nonce, timestamp, signature };
}

interface SignatureCheck extends Omit<EmulatorContext, 'clock'> {
  readonly seenNonces: Set<string>;
  readonly now: number;
}

/** @throws Refusal unknownAppKey or badSignature. */
export function checkSignature(headers: IncomingHttpHeaders, check: SignatureCheck): void {
  const { credentials, behaviour, seenNonces, now } = check;
  const { appKey, nonce, timestamp, signature } = signedHeaders(headers);
  if (appKey !== credentials.appKey) throw new Refusal('unknownAppKey');
  const expected = sign(credentials.appSecret, nonce, timestamp);
  const isGenuine = /^[0-9]{1,15}$/.test(timestamp) && nonce !== '' && signature.toLowerCase() === expected;
  if (!isGenuine) throw new Refusal('badSignature');
  const isLoose = signature !== expected || nonce.length > maxNonceCharacters || mixesFamilies(headers);
  if (isLoose && behaviour.looseSignature === 'refused') throw new Refusal('badSignature');
  if (behaviour.timestampWindowMs > 0 && skewMs(timestamp, now) > behaviour.timestampWindowMs)
    throw new Refusal('badSignature', 'Timestamp out of range.');
  if (behaviour.repeatedNonce === 'accepted') return;
  if (seenNonces.has(nonce)) throw new Refusal('badSignature', 'Nonce repeated.');
  seenNonces.add(nonce);
}

function skewMs(timestamp: string, now: number): number {
  const value = Number(timestamp);
  return Math.abs(now - (value < minMillisecondTimestamp ? value * 1000 : value));
}

const mixesFamilies = (headers: IncomingHttpHeaders): boolean =>
  headerNames.some((name) => headers[name]) && headerNames.some((name) => headers[`rc-${name}`]);
