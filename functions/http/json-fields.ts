import { invalidParameter } from '../contract/failure.ts';
import { parseJson } from '../contract/json.ts';
import type { Parameter } from '../contract/parameters.ts';

export type KnownFields = Readonly<Record<string, Parameter>>;

/** The text of every value but the outermost object. Objects within it are never read. */
function asWritten(key: string, value: unknown, { source }: { source?: string }): unknown {
  if (source !== undefined) return source;
  if (Array.isArray(value)) return `[${value.join(',')}]`;
  return key === '' ? value : '{}';
}

/** A key with its colon, or a text. A match never fails after its first quote: malformed JSON takes linear time too. */
const keyOrText = /"(?:[^"\\]|\\.?)*(?:"(\s*:)?|$)/gs;

/** The fields of a JSON object with their values as written. Each key gets its position: JSON.parse would merge equal ones. */
function fieldsAsWritten(json: string): [key: string, written: string][] {
  const distinct = json.replace(keyOrText, (text: string, colon: string | undefined, position: number) =>
    colon === undefined ? text : `"${position} ${text.slice(1)}`,
  );
  const fields = parseJson(distinct, asWritten);
  if (typeof fields !== 'object' || fields === null) {
    throw invalidParameter('body', { en: 'a valid JSON object', zh: '有效的 JSON 对象' });
  }
  return Object.entries(fields).map(([key, written]) => [key.slice(key.indexOf(' ') + 1), written]);
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
  const fields = fieldsAsWritten(text).filter(([name]) => Object.hasOwn(known, name));
  const textOf = (name: string, written: string) => {
    const { texts, isSwitch } = known[name] ?? {};
    if (texts && written.startsWith('[')) return written;
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
