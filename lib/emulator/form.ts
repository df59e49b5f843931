import { Refusal } from './refusals.ts';

/**
 * The body as name and value pairs in the order sent; a list is a name repeated. A JSON body is read into
 * the same shape, so that a call needs to know of one only.
 */
export function parseBody(body: Buffer, contentType = ''): URLSearchParams | Refusal {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return contentType.startsWith('application/json') ? fromJson(text) : fromForm(text);
  } catch {
    return new Refusal('badParameter', 'Body cannot be decoded.');
  }
}

function fromForm(text: string): URLSearchParams {
  // URLSearchParams lets a broken escape through as it stands; this one throws.
  decodeURIComponent(text.replaceAll('+', ' '));
  return new URLSearchParams(text);
}

function fromJson(text: string): URLSearchParams {
  const form = new URLSearchParams();
  const body: unknown = text === '' ? {} : JSON.parse(text);
  for (const [name, value] of Object.entries(Object(body))) {
    for (const item of Array.isArray(value) ? value : [value])
      form.append(name, typeof item === 'string' ? item : JSON.stringify(item));
  }
  return form;
}
