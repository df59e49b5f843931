import { timingSafeEqual } from 'node:crypto';
import { signature as signatureOf } from './signature.ts';

/** After an outage RongCloud's callbacks are up to five minutes late. Undocumented: whether a repeat gets a new signature. */
const maxAgeMs = 15 * 60_000;
/** How far RongCloud's clock may be ahead of ours. */
const maxAheadMs = 5 * 60_000;

/** Below this a timestamp counts seconds (until the year 5138), above it milliseconds (since 1973). */
const minMilliseconds = 100_000_000_000;

/** Query parameters, as API Gateway passes them: each name with all its values. */
export type CallbackParameters = Readonly<Record<string, readonly string[] | undefined>>;

/** RongCloud's three spellings of timestamp, nonce and signature: today's, the one before, and the first. */
const spellings = [
  ['timestamp', 'nonce', 'signature'],
  ['signtimestamp', 'nonce', 'signature'],
  ['rc-timestamp', 'rc-nonce', 'rc-signature'],
] as const;

interface Signed {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
}

/** The parameters of one spelling, each given once; undefined otherwise. */
function readSigned(parameters: CallbackParameters): Signed | undefined {
  const values = new Map<string, readonly string[]>();
  for (const [name, given] of Object.entries(parameters)) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), ...[given ?? []].flat().map(String)]);
  }
  const [spelling, ...others] = spellings.filter(([timestamp]) => values.has(timestamp));
  if (spelling === undefined || others.length > 0) return undefined;
  const given = spelling.map((name) => values.get(name) ?? []);
  const [timestamp = '', nonce = '', signature = ''] = given.flat();
  if (given.some(({ length }) => length !== 1) || nonce === '' || !/^\d{1,16}$/.test(timestamp))
    return undefined;
  return { timestamp, nonce, signature: signature.toLowerCase() };
}

/** A comparison in constant time; the length of a SHA-1 is no secret. */
export function isSignedWith(appSecret: string, { timestamp, nonce, signature }: Signed): boolean {
  const expected = Buffer.from(signatureOf(appSecret, nonce, timestamp));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Reads the signature of a callback's query. It does not cover the body, so a callback is a hint and not an order.
 * @param now in milliseconds since the epoch.
 * @returns `malformed` or `stale` if there is no signature to check.
 * Source: docs.rongcloud.io/platform-chat-api/auth-callback.
 */
export function signedCallback(parameters: CallbackParameters, now: number): Signed | 'malformed' | 'stale' {
  const signed = readSigned(parameters);
  if (signed === undefined) return 'malformed';
  const written = Number(signed.timestamp);
  const sentAt = written < minMilliseconds ? written * 1_000 : written;
  return now - sentAt > maxAgeMs || sentAt - now > maxAheadMs ? 'stale' : signed;
}
