import type { Clock } from './clock.ts';
import { type Credentials, sign } from './signature.ts';
import type { StatusEvent } from './state/chatrooms.ts';

/**
 * How the signed query of a callback is spelled: today with `appKey` and `timestamp`, in older accounts
 * `signTimestamp` without the key, and in the oldest `timestamp` in seconds.
 */
export type CallbackSpelling = 'current' | 'older' | 'oldest';

export interface CallbackOptions {
  /** @default all events so far */
  readonly events?: readonly StatusEvent[];
  /** @default current */
  readonly spelling?: CallbackSpelling;
  /** When it claims to be sent, in milliseconds. @default now */
  readonly sentAt?: number;
  /** Signs with another secret than the account's. */
  readonly isForged?: boolean;
}

/** A request as RongCloud would make it; who tests a receiver sends it, twice or out of order if need be. */
export interface CallbackRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type CallbackRequests = (url: string, options?: CallbackOptions) => CallbackRequest;

export interface CallbackContext {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly events: readonly StatusEvent[];
}

/** https://docs.rongcloud.io/platform-chat-api/auth-callback: the query is signed, the body is not. */
export function createCallbackRequests(context: CallbackContext): CallbackRequests {
  let made = 0;
  return (url, options = {}) => {
    made += 1;
    const { events = context.events, spelling = 'current', sentAt = context.clock.now() } = options;
    const { appKey, appSecret } = context.credentials;
    const timestamp = String(spelling === 'oldest' ? Math.floor(sentAt / 1000) : sentAt);
    const nonce = String(1_000_000 + made);
    const signature = sign(options.isForged ? `${appSecret}-forged` : appSecret, nonce, timestamp);
    const signedUrl = new URL(url);
    if (spelling === 'current') signedUrl.searchParams.set('appKey', appKey);
    signedUrl.searchParams.set(spelling === 'older' ? 'signTimestamp' : 'timestamp', timestamp);
    signedUrl.searchParams.set('nonce', nonce);
    signedUrl.searchParams.set('signature', signature);
    return {
      method: 'POST',
      url: signedUrl.href,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    };
  };
}
