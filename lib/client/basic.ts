const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The UTF-8 bytes. An unpaired surrogate becomes U+FFFD, as in URLSearchParams; encodeURIComponent would throw. */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'));

/** Base64 of the UTF-8 bytes. WeChat's mini programs have neither btoa nor TextEncoder. */
function base64(text: string): string {
  const bytes = percentEncode(text).replace(/%(..)/g, (_escape, hex: string) =>
    String.fromCharCode(Number(`0x${hex}`)),
  );
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    // Past the end charCodeAt gives NaN, which counts as 0.
    const bits = (bytes.charCodeAt(at) << 16) | (bytes.charCodeAt(at + 1) << 8) | bytes.charCodeAt(at + 2);
    for (const shift of [18, 12, 6, 0]) encoded += alphabet.charAt((bits >> shift) & 63);
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  return encoded.slice(0, encoded.length - padding) + '='.repeat(padding);
}

export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${base64(`${username}:${password}`)}`;
