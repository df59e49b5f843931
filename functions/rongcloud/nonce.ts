const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The most that RongCloud's documentation allows; 107 bits. Source: docs.rongcloud.io/platform-chat-api/auth. */
const length = 18;

/** Bytes from the greatest multiple of 62 on would favour the first characters: one in 32 is thrown away. */
const firstBiasedByte = 256 - (256 % alphabet.length);

/** Some 50 nonces' worth: drawing bytes for each alone would be a tenth of a call's work. */
const drawnBytes = 1_024;

/** Makes nonces of 18 letters and digits, each equally likely. */
export function nonceSource(randomBytes: (size: number) => Buffer): () => string {
  let bytes: Buffer = Buffer.alloc(0);
  let used = 0;
  const nextByte = () => {
    if (used === bytes.length) {
      bytes = randomBytes(drawnBytes);
      used = 0;
    }
    const byte = bytes[used] ?? firstBiasedByte;
    used += 1;
    return byte;
  };
  return () => {
    let nonce = '';
    while (nonce.length < length) {
      const byte = nextByte();
      if (byte < firstBiasedByte) nonce += alphabet[byte % alphabet.length];
    }
    return nonce;
  };
}
