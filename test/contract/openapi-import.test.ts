import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cheapPasswordCost } from '../support/cheap-password-cost.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const file = join(import.meta.dirname, '../../docs/openapi.json');
/** The importer has no types. */
const load = createRequire(import.meta.url);

describe('Redocly', () => {
  it('reads docs/openapi.json without a warning', async () => {
    const { createConfig, lint } = load('@redocly/openapi-core');
    const config = await createConfig({
      extends: ['recommended'],
      // Apps of 2016 call the paths with a slash at the end.
      rules: { 'no-path-trailing-slash': 'off' },
    });
    const problems: { ruleId: string; message: string }[] = await lint({ ref: file, config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });
});

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly disabled?: boolean;
}

/** The part of Postman's collection format 2.1 that this test reads. */
interface Item {
  readonly name: string;
  readonly item?: readonly Item[];
  readonly request: {
    readonly method: string;
    readonly auth: { readonly type: string } | null;
    readonly url: {
      readonly host: readonly string[];
      readonly path: readonly string[];
      readonly query: readonly Pair[];
    };
    readonly body?: { readonly urlencoded?: readonly Pair[] };
  };
}

interface Collection {
  readonly item: readonly Item[];
  readonly variable: readonly Pair[];
  readonly auth?: unknown;
}

/** Postman's own importer, with its two ways to generate values. */
async function importInPostman(): Promise<Collection> {
  const { convertV2 } = load('openapi-to-postmanv2');
  return new Promise((resolve, reject) => {
    convertV2(
      { type: 'file', data: file },
      { parametersResolution: 'Example' },
      (
        error: unknown,
        { result, reason, output }: { result: boolean; reason?: string; output: [{ data: Collection }] },
      ) => (result ? resolve(output[0].data) : reject(error ?? new Error(reason))),
    );
  });
}

const requestsOf = (items: readonly Item[]): readonly Item[] =>
  items.flatMap((each) => (each.item === undefined ? [each] : requestsOf(each.item)));

const fieldsOf = (pairs: readonly Pair[] = []) =>
  new URLSearchParams(
    Object.fromEntries(pairs.filter(({ disabled }) => !disabled).map(({ key, value }) => [key, value])),
  );

describe('Postman', () => {
  let service: TestService;
  let collection: Collection;
  beforeAll(async () => {
    service = await startTestService({ passwordCost: cheapPasswordCost });
    collection = await importInPostman();
  });
  afterAll(() => service.stop());

  const endpoints = () =>
    requestsOf(collection.item).filter(({ request }) => !request.url.path.includes('rongcloud'));

  /** Sends a request as Postman does, with its variables filled in. */
  async function send({ request: { method, url, auth, body } }: Item) {
    expect(url.host).toEqual(['{{baseUrl}}']);
    const path = `/${url.path.join('/')}?${fieldsOf(url.query)}`;
    const headers = auth?.type === 'basic' ? { authorization: `Basic ${btoa('teacher1:123456')}` } : {};
    const { json } = await service.call(path, {
      method,
      headers,
      ...(method === 'POST' ? { body: fieldsOf(body?.urlencoded) } : {}),
    });
    return json;
  }

  it('imports docs/openapi.json with one variable for the address', () => {
    expect(collection.variable.map(({ key, value }) => [key, value])).toEqual([
      ['address', 'http://127.0.0.1:8000'],
      ['baseUrl', '{{address}}'],
    ]);
  });

  it('names every request differently', () => {
    const names = requestsOf(collection.item).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('gives each request its credentials in one way', () => {
    expect(collection.auth).toBeUndefined();
    for (const { name, request } of endpoints()) {
      const fields = [...fieldsOf(request.url.query), ...fieldsOf(request.body?.urlencoded)].map(
        ([key]) => key,
      );
      const hasFields = fields.includes('username') || fields.includes('password');
      expect([name, hasFields, request.auth?.type]).toEqual(
        request.method === 'GET' ? [name, true, undefined] : [name, false, 'basic'],
      );
    }
  });

  it('sends every imported request of an endpoint, and each succeeds on a fresh start', async () => {
    const failed: unknown[] = [];
    for (const each of endpoints()) {
      const { ret, reason } = await send(each);
      if (ret !== 'success') failed.push([each.request.method, each.name, reason]);
    }
    expect(failed).toEqual([]);
  });
});
