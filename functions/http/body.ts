import { Failure } from '../contract/failure.ts';
import type { Wording } from '../contract/reasons.ts';
import { readForm } from './form.ts';
import { readJsonFields } from './json-fields.ts';

export interface SentBody {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

type Field = readonly [name: string, value: string];

const refused = (rule: Wording) =>
  new Failure('INVALID_PARAMETER', { parameter: 'body', fault: 'invalid', rule });

const readable: Wording = {
  en: 'a form, a JSON object or multipart text fields',
  zh: '表单、JSON 对象或 multipart 文本字段',
};

const uncompressed: Wording = { en: 'sent without compression', zh: '未经压缩的内容' };
const utf8: Wording = { en: 'text in UTF-8', zh: 'UTF-8 编码的文本' };

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws Failure naming the body if the bytes are compressed or not UTF-8. A byte order mark does not count. */
function decode({ bytes, contentEncoding = 'identity' }: SentBody): string {
  if (!/^\s*(identity)?\s*$/i.test(contentEncoding) || isGzip(bytes)) throw refused(uncompressed);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused(utf8);
  }
}

/** Node's own reader, of its global Response, which costs a start 50 ms: loaded with the first such body. */
async function readMultipart(bytes: Buffer, contentType: string): Promise<Field[]> {
  const response = new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } });
  const form = await response.formData().catch(() => {
    throw refused(readable);
  });
  return [...form].map(([name, value]) => {
    if (typeof value !== 'string') throw refused(readable);
    return [name, value];
  });
}

/**
 * The fields of a body: a form, JSON, or the text fields of multipart/form-data. JSON is recognised by its first
 * character if the type does not say so: HTTP libraries send it as text/plain or without a type.
 * @throws Failure INVALID_PARAMETER naming `body`, or the JSON field at fault.
 */
export async function readBodyFields(sent: SentBody, known: readonly string[]): Promise<readonly Field[]> {
  const { contentType = '' } = sent;
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const text = decode(sent);
  if (mediaType === 'multipart/form-data') return await readMultipart(sent.bytes, contentType);
  if (/[/+]json$/.test(mediaType) || /^\s*[[{]/.test(text)) return readJsonFields(text, known);
  const fields = readForm(text);
  const isForm = mediaType === '' || mediaType === 'application/x-www-form-urlencoded';
  if (!isForm && !fields.some(([name]) => known.includes(name))) throw refused(readable);
  return fields;
}
