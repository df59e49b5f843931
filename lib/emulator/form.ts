import { Refusal } from './refusals.ts';

/** The form's name and value pairs in the order sent; a list is a name repeated. */
export function parseForm(body: Buffer): URLSearchParams | Refusal {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    // URLSearchParams keeps a broken escape as it is; this throws.
    decodeURIComponent(text.replaceAll('+', ' '));
    return new URLSearchParams(text);
  } catch {
    return new Refusal('badParameter', 'The body cannot be decoded.');
  }
}
