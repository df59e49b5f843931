const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The most that RongCloud's documentation allows; 107 bits. Source: docs.rongcloud.io/platform-chat-api/auth. */
const length = 18;

/** A byte at or above the greatest multiple of 62 would favour the first letters; one in 32 is thrown away. */
const firstBiasedByte = 256 - (256 % alphabet.length);

/** Enough that a second draw is rare. */
const drawnBytes = 24;

/** A fresh nonce of 18 letters and digits, each equally likely. */
export function nonce(randomBytes: (size: number) => Buffer): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(drawnBytes)) {
      if (byte < firstBiasedByte && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
