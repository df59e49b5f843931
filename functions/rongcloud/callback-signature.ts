import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { signature } from './signature.ts';

/** How far a callback's time may be from ours, either way. RongCloud documents no window of its own. */
const freshnessMs = 5 * 60_000;

/** Below this a timestamp counts seconds (until the year 5138), above it milliseconds (since 1973). */
const minMilliseconds = 100_000_000_000;

/** Query parameters or headers, as API Gateway hands them in: each name with all its values. */
export type CallbackParameters = Readonly<Record<string, readonly string[] | undefined>>;

export interface SignedCallback {
  /** The query, or the headers of the callbacks that are signed there. */
  readonly parameters: CallbackParameters;
  /** The App Secrets that may sign: while it is being changed, the current one and the next one. */
  readonly appSecrets: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type CallbackVerdict =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly because: 'malformed' | 'stale' | 'forged' };

/**
 * RongCloud's three spellings: `timestamp` in the query (or `Timestamp` among the headers) today, `signTimestamp`
 * before, `rc-timestamp` with its kin in the beginning.
 */
const spellings = [
  { timestamp: 'timestamp', nonce: 'nonce', signature: 'signature' },
  { timestamp: 'signtimestamp', nonce: 'nonce', signature: 'signature' },
  { timestamp: 'rc-timestamp', nonce: 'rc-nonce', signature: 'rc-signature' },
] as const;

/**
 * Whether a callback was signed with an App Secret of the app, and lately. Its body is not covered: a callback may only
 * make us ask RongCloud. Nor is a repetition seen here: who takes callbacks remembers the nonces for the window.
 * Source: docs.rongcloud.io/platform-chat-api/auth-callback.
 */
export function verifyCallback({ parameters, appSecrets, now }: SignedCallback): CallbackVerdict {
  const signed = readSigned(parameters);
  if (signed === undefined) return { accepted: false, because: 'malformed' };
  if (!appSecrets.some((appSecret) => isSignedWith(appSecret, signed)))
    return { accepted: false, because: 'forged' };
  const written = Number(signed.timestamp);
  const sentAt = written < minMilliseconds ? written * 1_000 : written;
  if (Math.abs(now - sentAt) > freshnessMs) return { accepted: false, because: 'stale' };
  return { accepted: true };
}

const signedShape = z.object({
  timestamp: z.string().check(z.regex(/^\d{1,16}$/)),
  nonce: z.string().check(z.minLength(1)),
  signature: z.string(),
});
type Signed = z.infer<typeof signedShape>;

/** What is there under one spelling, each part once; undefined where it is not so. */
function readSigned(parameters: CallbackParameters): Signed | undefined {
  const values = new Map<string, readonly string[]>();
  for (const [name, given = []] of Object.entries(parameters)) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), ...given]);
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

/** In constant time for every claim of the right length; the length of a SHA-1 is no secret. */
function isSignedWith(appSecret: string, { timestamp, nonce, signature: claimed }: Signed) {
  const expected = Buffer.from(signature(appSecret, nonce, timestamp));
  const given = Buffer.from(claimed);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
