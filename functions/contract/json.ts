/**
 * The value of a JSON text, also with a byte order mark, as some servers send it; undefined if the text is malformed. The
 * parser's message is dropped: it quotes the text.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
