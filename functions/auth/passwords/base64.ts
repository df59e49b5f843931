/**
 * The bytes of a base64 text, with or without its padding; undefined where it is none. Buffer skips over what is
 * not base64, so what it read is written back and compared.
 */
export function fromBase64(text: string): Buffer | undefined {
  const bare = text.replace(/={1,2}$/, '');
  const bytes = Buffer.from(bare, 'base64');
  return bare !== '' && bytes.toString('base64').replace(/=+$/, '') === bare ? bytes : undefined;
}
