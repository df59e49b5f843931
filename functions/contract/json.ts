/** Replaces a value. The source is the value as written; only a number, a text, true, false and null have one. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * The value of a JSON text, also with a byte order mark, as some servers send it; undefined if the text is malformed. The
 * parser's message is dropped: it quotes the text.
 */
export function parseJson(text: string, reviver?: Reviver): unknown {
  try {
    // TypeScript's declaration lacks the third argument.
    return JSON.parse(text.replace(/^\uFEFF/, ''), reviver as Parameters<typeof JSON.parse>[1]);
  } catch {
    return undefined;
  }
}
