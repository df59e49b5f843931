import { hash } from 'node:crypto';
import type { AppCredentials } from './credentials.ts';

/**
 * The signature of a call: the hex SHA-1 of secret, nonce and timestamp, joined as they are sent. It covers neither path
 * nor body, so only TLS prevents reuse.
 * Source: docs.rongcloud.io/platform-chat-api/auth.
 */
export const signature = (appSecret: string, nonce: string, timestamp: string) =>
  hash('sha1', appSecret + nonce + timestamp, 'hex');

export function signedHeaders({ appKey, appSecret }: AppCredentials, nonce: string, timestamp: string) {
  const signed = signature(appSecret, nonce, timestamp);
  return ['App-Key', appKey, 'Nonce', nonce, 'Timestamp', timestamp, 'Signature', signed];
}
