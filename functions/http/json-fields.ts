import { Failure } from '../contract/failure.ts';
import { parseJson } from '../contract/json.ts';

const malformedBody = () =>
  new Failure('INVALID_PARAMETER', {
    parameter: 'body',
    fault: 'invalid',
    rule: { en: 'a valid JSON object', zh: '有效的 JSON 对象' },
  });

/** The known fields, and whether each may be a list. */
export type KnownFields = Readonly<Record<string, { readonly isList?: true }>>;

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformedBody();
  return value as Readonly<Record<string, unknown>>;
}

/** A string, a structural character, or anything else: a number, true, false, null. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/** The raw fields of valid JSON's outermost object; `JSON.parse` would merge repeated ones. */
function outermostFields(json: string): [key: string, written: string][] {
  const fields: [string, string][] = [];
  let depth = 0;
  let key: string | undefined;
  let previous = '';
  for (const [text] of json.matchAll(token)) {
    if (depth === 1 && text === ':') key = JSON.parse(previous);
    else if (depth === 1 && key !== undefined) {
      fields.push([String(key), text]);
      key = undefined;
    }
    if (text === '{' || text === '[') depth += 1;
    if (text === '}' || text === ']') depth -= 1;
    previous = text;
  }
  return fields;
}

const wholeNumber = /^-?(?:0|[1-9]\d*)$/;

/** A text as it is, and a whole number as its digits: apps send ids as numbers. */
function fieldText(name: string, written: string): string {
  if (written.startsWith('"')) return String(JSON.parse(written));
  const isWhole = wholeNumber.test(written) && written !== '-0';
  if (isWhole && Number.isSafeInteger(Number(written))) return written;
  const rule = isWhole
    ? {
        en: 'sent as text: numbers beyond 2^53 lose digits',
        zh: '以文本形式发送：超过 2^53 的数字会丢失精度',
      }
    : { en: 'a text or a whole number', zh: '文本或整数' };
  throw new Failure('INVALID_PARAMETER', { parameter: name, fault: 'invalid', rule });
}

/**
 * The known fields of a JSON object as texts; a repeated field has several, a list is JSON. A null counts as absent,
 * unless it is repeated.
 * @throws Failure INVALID_PARAMETER naming the field, or `body` if the text is no JSON object.
 */
export function readJsonFields(text: string, known: KnownFields): [name: string, value: string][] {
  const parsed = parseObject(text);
  const fields = outermostFields(text).filter(([name]) => Object.hasOwn(known, name));
  const textOf = (name: string, written: string) =>
    known[name]?.isList && written === '[' ? JSON.stringify(parsed[name]) : fieldText(name, written);
  const isRepeated = (name: string) => fields.filter(([other]) => other === name).length > 1;
  return fields
    .filter(([name, written]) => written !== 'null' || isRepeated(name))
    .map(([name, written]) => [name, isRepeated(name) ? '' : textOf(name, written)]);
}
