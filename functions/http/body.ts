import { invalidParameter } from '../contract/failure.ts';
import type { Wording } from '../contract/reasons.ts';
import { readForm } from './form.ts';
import { type KnownFields, readJsonFields } from './json-fields.ts';

interface SentBody {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

export type Field = readonly [name: string, value: string];

const refused = (rule: Wording) => invalidParameter('body', rule);

const readable: Wording = {
  en: 'a form, a JSON object or multipart text fields, with the Content-Type that says which',
  zh: '表单、JSON 对象或 multipart 文本字段，并带有相应的 Content-Type',
};
const plainText: Wording = { en: 'UTF-8 text without compression', zh: '未压缩的 UTF-8 文本' };
const multipart: Wording = {
  en: 'multipart/form-data with the boundary that its Content-Type names',
  zh: 'multipart/form-data，且 boundary 与 Content-Type 一致',
};
const withoutFile: Wording = { en: 'text fields only, without a file', zh: '纯文本字段，不含文件' };

/** Some Java clients send `Content-Encoding: UTF-8`. */
const compression = /\b(gzip|deflate|br|zstd|compress)\b/i;

/**
 * Compressed bytes or UTF-16: the text begins with U+FFFD or contains control characters, which are never raw in a form or
 * in JSON. API Gateway decodes a body as UTF-8 before a function gets it, so the original bytes are lost.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const binary = /^.?\uFFFD|[\0-\x08\x0e-\x1f]/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII but NUL.
const isAscii = (text: string) => /^[\x01-\x7f]*$/.test(text);

/** For the same reason a body in another charset is readable only if it is ASCII. */
function isUtf8(contentType: string): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(contentType) ?? [];
  return /^(utf-?8|(us-)?ascii)$/i.test(charset);
}

/** Node's global Response costs a cold start 50 ms: it is loaded with the first such body. */
async function readMultipart(text: string, contentType: string): Promise<Field[]> {
  const response = new Response(text, { headers: { 'content-type': contentType } });
  const form = await response.formData().catch(() => {
    // Not kept as the cause: the message may quote a field.
    throw refused(multipart);
  });
  return [...form].map(([name, value]) => {
    if (typeof value !== 'string') throw refused(withoutFile);
    return [name, value];
  });
}

/** YAML and base64 may have equals signs too. */
const hasKnownField = (text: string, parameters: KnownFields) =>
  text.split('&').some((pair) => Object.hasOwn(parameters, pair.split('=', 1)[0] ?? ''));

function readFormBody(text: string, contentType: string): Field[] {
  const fields = readForm(text);
  if (!isUtf8(contentType) && !isAscii(fields.flat().join(''))) throw refused(plainText);
  return fields;
}

/**
 * The fields of a body: a form, JSON, or the text fields of multipart/form-data. JSON is recognised by its first
 * character if the type does not say so: HTTP libraries send it as text/plain, as a form or without a type.
 * @throws Failure INVALID_PARAMETER naming `body`, or the JSON field at fault.
 */
export async function readBodyFields(sent: SentBody, parameters: KnownFields): Promise<readonly Field[]> {
  const { bytes, contentType = '', contentEncoding = '' } = sent;
  // A byte order mark does not count, nor a raw line break, which no encoder of forms writes: a file ends in one.
  const text = bytes.toString('utf8').replace(/^[\uFEFF\r\n]+|[\r\n]+$/g, '');
  if (text.trim() === '') return [];
  if (compression.test(contentEncoding)) throw refused(plainText);
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType.startsWith('multipart/')) return await readMultipart(text, contentType);
  if (text.startsWith('--')) throw refused(multipart);
  if (binary.test(text) || !(isUtf8(contentType) || isAscii(text))) throw refused(plainText);
  if (/[/+]json$/.test(mediaType) || /^\s*[[{]/.test(text)) return readJsonFields(text, parameters);
  // curl sends any text as a form. The name of a field has no raw blank.
  const isDeclared = mediaType === 'application/x-www-form-urlencoded' && /^[^\s=]*=/.test(text);
  const isForm = isDeclared || hasKnownField(text, parameters);
  if (!isForm || /^\s*</.test(text)) throw refused(readable);
  return readFormBody(text, contentType);
}
