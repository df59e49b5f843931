import { invalidParameter } from '../contract/failure.ts';
import { parseJson } from '../contract/json.ts';
import type { Parameter } from '../contract/parameters.ts';

export type KnownFields = Readonly<Record<string, Parameter>>;

function requireObject(text: string): void {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw invalidParameter('body', { en: 'a valid JSON object', zh: '有效的 JSON 对象' });
}

/** A string, a structural character, or anything else: a number, true, false, null. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/** The fields of valid JSON's outermost object, as written; `JSON.parse` would merge repeated ones and round numbers. */
function outermostFields(json: string): [key: string, written: string][] {
  const fields: [string, string][] = [];
  let depth = 0;
  let key: string | undefined;
  let startsAt = 0;
  let previous = '';
  for (const { 0: text, index } of json.matchAll(token)) {
    if (depth === 1 && text === ':') {
      key = String(JSON.parse(previous));
      startsAt = index + 1;
    }
    if (depth === 1 && key !== undefined && (text === ',' || text === '}')) {
      fields.push([key, json.slice(startsAt, index).trim()]);
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
  throw invalidParameter(name, rule);
}

/** The texts of JSON's truth values. */
const switches: Readonly<Record<string, string>> = { true: '1', false: '0' };

/**
 * The known fields of a JSON object as texts; a repeated field has several, a list is JSON. A null counts as absent,
 * as does a false that may be left out, unless it is repeated.
 * @throws Failure INVALID_PARAMETER naming the field, or `body` if the text is no JSON object.
 */
export function readJsonFields(text: string, known: KnownFields): [name: string, value: string][] {
  requireObject(text);
  const fields = outermostFields(text).filter(([name]) => Object.hasOwn(known, name));
  const textOf = (name: string, written: string) => {
    const { isList, isSwitch } = known[name] ?? {};
    if (isList && written.startsWith('[')) return written;
    return (isSwitch && switches[written]) || fieldText(name, written);
  };
  const isAbsent = (name: string, written: string) => {
    const { isSwitch, isOptional } = known[name] ?? {};
    return written === 'null' || (isSwitch && isOptional && written === 'false');
  };
  const isRepeated = (name: string) => fields.filter(([other]) => other === name).length > 1;
  return fields
    .filter(([name, written]) => !isAbsent(name, written) || isRepeated(name))
    .map(([name, written]) => [name, isRepeated(name) ? '' : textOf(name, written)]);
}
