import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { AppCredentials } from './app-credentials.ts';

const keyBytes = 32;

/** Derives a key from the App Key and App Secret, another for each purpose; anew only where those are others. */
export function derivedKeys(): (credentials: AppCredentials, purpose: string) => KeyObject {
  const derived = new Map<string, { readonly credentials: AppCredentials; readonly key: KeyObject }>();
  return (credentials, purpose) => {
    const last = derived.get(purpose);
    if (last?.credentials === credentials) return last.key;
    const { appKey, appSecret } = credentials;
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', appSecret, appKey, purpose, keyBytes)));
    derived.set(purpose, { credentials, key });
    return key;
  };
}
