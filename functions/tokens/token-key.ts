import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { AppCredentials } from '../rongcloud/credentials.ts';

const keyBytes = 32;

/** Separates this key from other keys derived from the App Secret. */
const purpose = 'im-gateway: kept token';

/** Derives the key of cached tokens by HKDF-SHA-256: a new App Key or App Secret invalidates all of them. */
export const tokenKey = ({ appKey, appSecret }: AppCredentials): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', appSecret, appKey, purpose, keyBytes)));
