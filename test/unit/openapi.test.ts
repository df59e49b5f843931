import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { failures } from '../../functions/contract/failure.ts';
import type { Parameter } from '../../functions/contract/parameters.ts';
import { endpointPaths, openApiDocument } from '../../lib/openapi/document.ts';
import { parametersOf } from '../../lib/openapi/examples.ts';
import { pascalCase } from '../../lib/openapi/names.ts';

const committed = readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8');
const document = openApiDocument();
const paths = endpointPaths();

const allParameters: Readonly<Record<string, Parameter>> = Object.assign(
  {},
  ...Object.values(endpoints).map(parametersOf),
);

/** A caller's text as a value for JSON Schema: an integer if it consists of digits. */
const asJson = ({ limits }: Parameter, text: string) =>
  limits.type === 'integer' && /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : text;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 160 }),
  fc.string({ unit: fc.constantFrom('a', '课', '😀', '\u202E', '\uFFFD', '\n'), maxLength: 160 }),
  fc.integer().map(String),
  fc.constantFrom('0', '1', '2147483647', '2147483648', '\uD800', 'a'.repeat(64), '😀'.repeat(64)),
);

describe('docs/openapi.json', () => {
  it('is what npm run openapi writes', () => {
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(committed))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every endpoint in the methods of its row, and the five of the contract in both', () => {
    const operations = Object.entries(paths).flatMap(([path, { get, post }]) => [
      `POST ${path} ${post.operationId}`,
      ...(get === undefined ? [] : [`GET ${path} ${get.operationId}`]),
    ]);
    const methods = Object.values<EndpointRow>(endpoints).flatMap((row) => row.methods);
    expect(operations).toHaveLength(methods.length);
    expect(operations.slice(0, 10)).toEqual([
      'POST /im/user_get_token/ userGetToken',
      'GET /im/user_get_token/ userGetTokenByUrl',
      'POST /im/chatroom_create/ chatroomCreate',
      'GET /im/chatroom_create/ chatroomCreateByUrl',
      'POST /im/chatroom_join/ chatroomJoin',
      'GET /im/chatroom_join/ chatroomJoinByUrl',
      'POST /im/chatroom_destroy/ chatroomDestroy',
      'GET /im/chatroom_destroy/ chatroomDestroyByUrl',
      'POST /im/chatroom_query/ chatroomQuery',
      'GET /im/chatroom_query/ chatroomQueryByUrl',
    ]);
  });

  it('has every failure code with its status and both wordings', () => {
    const { examples, schemas } = document.components;
    const answered = (language: string) =>
      Object.entries(examples).flatMap(([name, { value }]) => (name.endsWith(`.${language}`) ? [value] : []));
    for (const [code, { status }] of Object.entries(failures)) {
      expect(schemas.FailureCode.description).toContain(`- \`${code}\` (${status}): `);
      // Of an unknown path: no operation refers to an example.
      if (code === 'NOT_FOUND') continue;
      expect(answered('en')).toContainEqual(expect.objectContaining({ ret: 'fail', code }));
      expect(answered('zh')).toContainEqual(
        expect.objectContaining({ reason: expect.stringMatching(/\p{Script=Han}/u), code }),
      );
    }
  });

  it.each([
    ['ACCOUNT_DISABLED.NOT_ALLOWED', ['user_get_token', 'chatroom_query'], []],
    ['ACCOUNT_DISABLED.NOT_ALLOWED.kept-out', ['chatroom_join'], ['NOT_ALLOWED.kept-out.en']],
    ['ACCOUNT_DISABLED.NOT_ALLOWED.create-role', ['chatroom_create'], ['NOT_ALLOWED.create-role.en']],
    ['ACCOUNT_DISABLED.NOT_ALLOWED.not-creator', ['chatroom_destroy'], ['NOT_ALLOWED.not-creator.en']],
  ])('words %s as its endpoints do: %j', (response, names, own) => {
    for (const name of names) {
      expect(paths[`/im/${name}/`]?.post.responses).toMatchObject({
        403: { $ref: `#/components/responses/${response}` },
      });
    }
    const { examples } = document.components.responses[response]?.content['application/json'] ?? {};
    expect(Object.keys(examples ?? {}).filter((name) => name.endsWith('.en'))).toEqual([
      'ACCOUNT_DISABLED.en',
      ...own,
      'NOT_ALLOWED.cross-site.en',
      'NOT_ALLOWED.prefetch.en',
    ]);
  });

  it('lists at each endpoint the failures of its row, by their status', () => {
    const { responses } = paths['/im/chatroom_join/']?.post ?? {};
    expect(responses).toMatchObject({
      400: { $ref: '#/components/responses/INVALID_PARAMETER' },
      403: { $ref: '#/components/responses/ACCOUNT_DISABLED.NOT_ALLOWED.kept-out' },
      404: { $ref: '#/components/responses/CHATROOM_NOT_FOUND' },
      410: { $ref: '#/components/responses/CHATROOM_DESTROYED' },
      503: { $ref: '#/components/responses/UPSTREAM_UNAVAILABLE.UPSTREAM_BUSY.UNAVAILABLE' },
    });
  });

  it.each(Object.entries<EndpointRow>(endpoints))(
    'has the limits of each parameter of %s, in each method',
    (name, row) => {
      const limits = Object.entries(parametersOf(row)).map(([key, parameter]) => [key, parameter.limits]);
      const { get } = paths[`${row.path}/`] ?? {};
      expect(get?.parameters.map((parameter) => [parameter.name, parameter.schema]) ?? limits).toEqual(
        limits,
      );
      const { properties } = Object(document.components.schemas)[`${pascalCase(name)}Call`];
      const inBody = limits.filter(([key]) => key !== 'username' && key !== 'password');
      expect(properties).toMatchObject(Object.fromEntries(inBody));
    },
  );

  it.each(Object.entries(allParameters).filter(([name]) => name !== 'password'))(
    'accepts as %s exactly the texts that the service accepts',
    (_name, parameter) => {
      const isDocumented = new Ajv2020().compile(parameter.limits);
      fc.assert(
        fc.property(anyText, (text) => {
          const isTaken = parameter.schema.safeParse(text).success;
          // What a list holds is beyond JSON Schema: its text is only bounded there.
          if (isTaken || !parameter.texts) expect(isDocumented(asJson(parameter, text))).toBe(isTaken);
        }),
        { numRuns: 1_000 },
      );
    },
  );

  it('accepts the same passwords as the service; JSON Schema cannot count bytes', () => {
    const { limits, schema } = allParameters.password as Parameter;
    const isDocumented = new Ajv2020().compile(limits);
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isDocumented(text) || !schema.safeParse(text).success).toBe(true);
      }),
    );
    expect(isDocumented('😀'.repeat(33))).toBe(true);
    expect(schema.safeParse('😀'.repeat(33)).success).toBe(false);
  });
});
