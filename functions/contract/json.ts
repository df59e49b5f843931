/** The value of a JSON text; undefined if the text is malformed. The parser's message is dropped: it quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
