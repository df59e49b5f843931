import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { signature as signatureOf } from './signature.ts';

/** After an outage RongCloud's callbacks are up to five minutes late. Undocumented: whether a repeat gets a new signature. */
const maxAgeMs = 15 * 60_000;
/** How far RongCloud's clock may be ahead of ours. */
const maxAheadMs = 5 * 60_000;

/** Below this a timestamp counts seconds (until the year 5138), above it milliseconds (since 1973). */
const minMilliseconds = 100_000_000_000;

/** Query parameters, as API Gateway passes them: each name with all its values. */
export type CallbackParameters = Readonly<Record<string, readonly string[] | undefined>>;

export interface CallbackSignature {
  readonly text: string;
  /** Whether it was made with the App Secret. A comparison in constant time. */
  readonly isOf: (appSecret: string) => boolean;
}

/** RongCloud's three spellings: today's, the one before (`signTimestamp`), and the first (`rc-timestamp`). */
const spellings = [
  { timestamp: 'timestamp', nonce: 'nonce', signature: 'signature' },
  { timestamp: 'signtimestamp', nonce: 'nonce', signature: 'signature' },
  { timestamp: 'rc-timestamp', nonce: 'rc-nonce', signature: 'rc-signature' },
] as const;

const signedShape = z.object({
  timestamp: z.string().check(z.regex(/^\d{1,16}$/)),
  nonce: z.string().check(z.minLength(1)),
  signature: z.string(),
});
type Signed = z.infer<typeof signedShape>;

/** The parameters of one spelling, each given once; undefined otherwise. */
function readSigned(parameters: CallbackParameters): Signed | undefined {
  const values = new Map<string, readonly string[]>();
  for (const [name, given] of Object.entries(parameters)) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), ...(given ?? [])]);
  }
  const [spelling, ...others] = spellings.filter(({ timestamp }) => values.has(timestamp));
  if (spelling === undefined || others.length > 0) return undefined;
  const once = (name: string) => (values.get(name)?.length === 1 ? values.get(name)?.[0] : undefined);
  const parsed = signedShape.safeParse({
    timestamp: once(spelling.timestamp),
    nonce: once(spelling.nonce),
    signature: once(spelling.signature)?.toLowerCase(),
  });
  return parsed.data;
}

/** The length of a SHA-1 is no secret. */
function isSignedWith(appSecret: string, { timestamp, nonce, signature }: Signed): boolean {
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
export function signedCallback(
  parameters: CallbackParameters,
  now: number,
):
  | { readonly verdict: 'signed'; readonly signature: CallbackSignature }
  | { readonly verdict: 'malformed' | 'stale'; readonly signature?: undefined } {
  const signed = readSigned(parameters);
  if (signed === undefined) return { verdict: 'malformed' };
  const written = Number(signed.timestamp);
  const sentAt = written < minMilliseconds ? written * 1_000 : written;
  if (now - sentAt > maxAgeMs || sentAt - now > maxAheadMs) return { verdict: 'stale' };
  const isOf = (appSecret: string) => isSignedWith(appSecret, signed);
  return { verdict: 'signed', signature: { text: signed.signature, isOf } };
}
