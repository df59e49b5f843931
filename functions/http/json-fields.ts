import { Failure } from '../contract/failure.ts';

const malformedBody = () =>
  new Failure('INVALID_PARAMETER', {
    parameter: 'body',
    fault: 'invalid',
    rule: { en: 'a form or a flat JSON object', zh: '表单或单层 JSON 对象' },
  });

/** Nested values are refused whole: in a flat object every string that a colon follows is a key. */
const isFlat = (object: object) =>
  Object.values(object).every((value) => typeof value !== 'object' || value === null);

function parseFlatObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold a password: it is not kept as a cause.
    throw malformedBody();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !isFlat(value)) {
    throw malformedBody();
  }
  return value;
}

/** A text as it is, and a whole number as its digits: apps hold ids as numbers. */
function fieldText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw new Failure('INVALID_PARAMETER', {
    parameter: name,
    fault: 'invalid',
    rule: { en: 'a text or a whole number', zh: '文本或整数' },
  });
}

/** The keys as they stand, with the repetitions that JSON.parse would fold into one. */
const keysAsWritten = (flatObject: string) =>
  [...flatObject.matchAll(/("(?:[^"\\]|\\.)*")\s*(:?)/g)]
    .filter(([, , colon]) => colon === ':')
    .map(([, key = '""']) => String(JSON.parse(key)));

/**
 * The known fields of a flat JSON object as texts, a repeated one as often as it stands there.
 * @throws Failure INVALID_PARAMETER naming the field, or `body` where the text is no flat object.
 */
export function readJsonFields(text: string, known: readonly string[]): [name: string, value: string][] {
  const values = new Map(Object.entries(parseFlatObject(text)));
  return keysAsWritten(text)
    .filter((name) => known.includes(name))
    .map((name) => [name, fieldText(name, values.get(name))]);
}
