import { deflateSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { chatroomQuery } from '../../../functions/contract/endpoints/chatroom-query.ts';
import { userGetToken } from '../../../functions/contract/endpoints/user-get-token.ts';
import { header, readRequest } from '../../../functions/http/request.ts';

interface Sent {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

const teacher = { username: 'teacher1', password: '123456' };

function eventOf({ headers = {}, body }: Sent): APIGatewayProxyEvent {
  const multiValueHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
  );
  return {
    httpMethod: 'POST',
    headers: Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]),
    ),
    multiValueHeaders,
    multiValueQueryStringParameters: null,
    body: body === undefined ? null : Buffer.isBuffer(body) ? body.toString('base64') : body,
    isBase64Encoded: Buffer.isBuffer(body),
  } as unknown as APIGatewayProxyEvent;
}

const read = (sent: Sent, corsOrigins: readonly string[] = []) =>
  readRequest(chatroomQuery, eventOf(sent), corsOrigins);

const json = '{"username":"teacher1","password":"123456","id":7}';
const form = 'username=teacher1&password=123456&id=7';
const multipart = [
  '--X',
  'Content-Disposition: form-data; name="username"',
  '',
  'teacher1',
  '--X',
  'Content-Disposition: form-data; name="password"',
  '',
  '123456',
  '--X',
  'Content-Disposition: form-data; name="id"',
  '',
  '7',
  '--X--',
  '',
].join('\r\n');

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('readRequest reads', () => {
  it.each<[string, string | undefined, string | Buffer]>([
    ['a form', 'application/x-www-form-urlencoded', form],
    ['a form with a charset', 'application/x-www-form-urlencoded; charset=ISO-8859-1', form],
    ['a form without a type', undefined, form],
    ['a form as text/plain', 'text/plain', form],
    ['a form with a byte order mark', 'application/x-www-form-urlencoded', `\uFEFF${form}`],
    ['a form in base64', 'application/x-www-form-urlencoded', Buffer.from(form)],
    ['JSON', 'application/json', json],
    ['JSON with a charset', 'application/json; charset=utf-8', json],
    ['JSON as text/plain', 'text/plain; charset=utf-8', json],
    ['JSON without a type', undefined, json],
    ['JSON as a form', 'application/x-www-form-urlencoded', ` ${json}`],
    ['JSON of a vendor type', 'application/vnd.class+json', json],
    ['JSON with a byte order mark', 'application/json', `\uFEFF${json}`],
    [
      'JSON with unknown nested fields',
      'application/json',
      `{"a":{"id":[1,{"id":2}]},"b":[{"username":"x"}],${json.slice(1)}`,
    ],
    ['multipart text fields', 'multipart/form-data; boundary=X', multipart],
    ['multipart with a byte order mark', 'Multipart/Form-Data; boundary="X"', `\uFEFF${multipart}`],
    [
      'multipart as OkHttp writes it',
      'multipart/form-data; boundary=X',
      multipart.replaceAll(
        '\r\n\r\n',
        '\r\nContent-Transfer-Encoding: binary\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n',
      ),
    ],
    ['a form of an unknown type', 'application/octet-stream', form],
  ])('%s', async (_what, contentType, body) => {
    const headers: Record<string, string> = contentType === undefined ? {} : { 'Content-Type': contentType };
    expect(await read({ headers, body })).toEqual({ ...teacher, values: { id: 7 } });
  });

  it('null for an optional field as absent', async () => {
    const body = '{"username":"teacher1","password":"123456","refresh":null}';
    const headers = { 'content-type': 'application/json' };
    expect(await readRequest(userGetToken, eventOf({ headers, body }))).toEqual({
      ...teacher,
      values: { refresh: undefined },
    });
  });

  it('two equal Authorization headers', async () => {
    const headers = { Authorization: [basic('teacher1:123456'), basic('teacher1:123456')] };
    expect(await read({ headers, body: 'id=7' })).toMatchObject(teacher);
  });

  it('a name or a password in Basic credentials that begins with U+FEFF, byte for byte', async () => {
    const headers = { Authorization: basic('teacher1:\uFEFF123') };
    expect(await read({ headers, body: 'id=7' })).toMatchObject({ password: '\uFEFF123' });
    const started = { Authorization: basic('\uFEFFteacher1:123') };
    expect(await read({ headers: started, body: 'id=7' })).toMatchObject({ username: '\uFEFFteacher1' });
  });
});

describe('readRequest refuses', () => {
  const refusal = (sent: Sent) =>
    read(sent).then(
      () => 'read',
      ({ code, details: { parameter, fault } }) => [code, parameter, fault],
    );

  it.each<[string, Sent['headers']]>([
    ['in one case', { Authorization: [basic('a:1'), basic('b:1')] }],
    ['in two cases', { Authorization: basic('a:1'), authorization: basic('b:1') }],
    ['of two schemes', { Authorization: [basic('a:1'), 'Bearer x'] }],
  ])('two different Authorization headers %s', async (_what, headers) => {
    expect(await refusal({ ...(headers && { headers }), body: 'id=7' })).toEqual([
      'INVALID_PARAMETER',
      'Authorization',
      'differs',
    ]);
  });

  const unknownType = 'a form, a JSON object or multipart text fields, with the Content-Type that says which';
  const plainText = 'UTF-8 text without compression';
  const boundary = 'multipart/form-data with the boundary that its Content-Type names';
  const jsonObject = 'a valid JSON object';
  /** As API Gateway passes bytes: decoded as UTF-8. */
  const asText = (bytes: Buffer) => bytes.toString('utf8');
  const formType = 'application/x-www-form-urlencoded';

  it.each<[string, string | undefined, string | Buffer, string]>([
    ['gzip without saying so', undefined, asText(gzipSync(form)), plainText],
    ['gzip as JSON', 'application/json', asText(gzipSync(json)), plainText],
    ['gzip in base64', 'application/json', gzipSync(json), plainText],
    ['zlib', 'application/json', asText(deflateSync(json)), plainText],
    ['UTF-16', 'application/json', Buffer.from(`\uFEFF${json}`, 'utf16le'), plainText],
    ['UTF-16 without a mark', undefined, asText(Buffer.from(json, 'utf16le')), plainText],
    ['JSON in GBK', 'application/json; charset=GBK', '{"username":"\uFFFD\uFFFD"}', plainText],
    ['a form with escapes in GBK', `${formType}; charset=gbk`, 'username=%C0%CF', plainText],
    ['XML', 'application/xml', '<username a="b">x</username>', unknownType],
    ['XML as a form', formType, '<username a="b">x</username>', unknownType],
    ['XML without a type', undefined, '<?xml version="1.0"?><a/>', unknownType],
    ['YAML', 'text/yaml', 'username: teacher1', unknownType],
    ['a list', undefined, `[${json}]`, jsonObject],
    ['null', 'application/json', 'null', jsonObject],
    ['JSON with a comma too many', undefined, '{"username":"a",}', jsonObject],
    ['a form as JSON', 'application/json', form, jsonObject],
    ['multipart without a boundary', 'multipart/form-data', multipart, boundary],
    ['multipart without a type', undefined, multipart, boundary],
    ['multipart that breaks off', 'multipart/form-data; boundary=X', multipart.slice(0, -9), boundary],
    ['multipart of another kind', 'multipart/mixed; boundary=X', multipart, boundary],
    [
      'multipart with a file',
      'multipart/form-data; boundary=X',
      multipart.replace('name="id"', 'name="face"; filename="a.jpg"'),
      'text fields only, without a file',
    ],
  ])('%s, naming the body', async (_what, contentType, body, rule) => {
    const headers: Record<string, string> = contentType === undefined ? {} : { 'Content-Type': contentType };
    await expect(read({ headers, body })).rejects.toMatchObject({
      code: 'INVALID_PARAMETER',
      details: { parameter: 'body', fault: 'invalid', rule: { en: rule } },
    });
  });

  it('a body that says it is compressed, and reads one that misuses the header', async () => {
    const sent = (coding: string) => read({ headers: { 'Content-Encoding': coding }, body: form });
    for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'compress']) {
      await expect(sent(coding)).rejects.toMatchObject({ details: { parameter: 'body' } });
    }
    expect(await sent('UTF-8')).toMatchObject(teacher);
  });

  it('a query of more than 8,192 bytes, counted in bytes and not in characters', async () => {
    const query = (name: string) => ({
      ...eventOf({ body: '' }),
      multiValueQueryStringParameters: { [name]: ['字'.repeat(2_730)] },
    });
    await expect(readRequest(chatroomQuery, query('xy'))).rejects.toMatchObject({
      code: 'INVALID_PARAMETER',
    });
    await expect(readRequest(chatroomQuery, query('xyz'))).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});

it('takes the last of several headers, as API Gateway does', () => {
  const event = eventOf({ headers: { 'Accept-Language': ['en', 'zh-CN'] } });
  expect(header(event, 'accept-language')).toBe('zh-CN');
});
