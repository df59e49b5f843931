import { parseDjangoHash } from './django-hash.ts';
import { parsePhcString } from './phc-string.ts';
import type { StoredHash } from './stored-hash.ts';

/** Django's column holds 128 characters. */
const maxStoredCharacters = 1_024;

/**
 * Parses a stored hash.
 * @returns undefined if it is malformed or exceeds the limits of a check: no password matches it. A row comes from an
 * import, and absurd parameters would stall a function or exhaust its memory. Each limit allows every default that Django
 * has had, and twice its work.
 */
export function parseStoredHash(text: string): StoredHash | undefined {
  if (text.length > maxStoredCharacters) return undefined;
  return text.startsWith('$') ? parsePhcString(text) : parseDjangoHash(text);
}
