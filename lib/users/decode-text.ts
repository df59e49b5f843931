/** The text of bytes; undefined if they are malformed in this encoding, or have a NUL, which no text has. */
export function decodeText(bytes: Buffer, encoding = 'utf-8'): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
