import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { failures } from '../../functions/contract/failure.ts';
import type { StartTestService, TestService } from '../support/test-service.ts';
import { anyParametersOf } from './any-parameters.ts';

const names = ['username', 'password', 'live_id', 'name', 'id', 'Username', '__proto__', 'id[]', ''];

/** Also valid values, so that some calls pass the checks. */
const value = fc.oneof(
  fc.constantFrom('teacher1', 'student1', '123456', '1', '7', 'room1', '2147483647'),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);
const pairs = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 });
/** Random percent signs and bytes: broken encodings, nested ones, or none. */
const rawQuery = fc.string({
  unit: fc.constantFrom(...'username=1&%00%ff%E4+;#[]password"\\'),
  maxLength: 60,
});

const query = fc.oneof(
  rawQuery,
  pairs.map((list) =>
    list.map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`).join('&'),
  ),
);
const body = fc.oneof(
  query,
  fc.json(),
  pairs.map((list) => JSON.stringify(Object.fromEntries(list))),
);
const anything = fc.record({
  path: fc.constantFrom(...Object.values(endpoints).map(({ path }) => path)),
  slash: fc.constantFrom('', '/'),
  method: fc.constantFrom('GET', 'POST'),
  query,
  body,
  contentType: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain'),
  authorization: fc.option(fc.oneof(fc.base64String(), fc.constant(btoa('teacher1:123456'))), {
    nil: undefined,
  }),
});

/** A right login and the endpoint's own parameters, most of them right. */
const aimed = fc.constantFrom<EndpointRow>(...Object.values(endpoints)).chain((row) =>
  fc.record({
    path: fc.constant(row.path),
    slash: fc.constant(''),
    method: fc.constant('POST'),
    query: fc.constant(''),
    body: anyParametersOf(row, 'id' in row.parameters ? { id: '2' } : {}).map((parameters) =>
      JSON.stringify(parameters),
    ),
    contentType: fc.constant('application/json'),
    authorization: fc.constantFrom('teacher1:123456', 'student1:123456').map(btoa),
  }),
);

const sent = fc.oneof({ arbitrary: anything, weight: 3 }, { arbitrary: aimed, weight: 1 });

export const anyInput = (start: StartTestService) =>
  describe('any input to any endpoint', () => {
    let service: TestService;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(() => service.stop());

    it('gets a reply in the envelope, and never INTERNAL', async () => {
      await fc.assert(
        fc.asyncProperty(
          sent,
          async ({ path, slash, method, query: search, body: text, contentType, authorization }) => {
            const { status, json } = await service.call(`${path}${slash}?${search}`, {
              method,
              headers: {
                'content-type': contentType,
                ...(authorization === undefined ? {} : { authorization: `Basic ${authorization}` }),
              },
              ...(method === 'POST' ? { body: text.toWellFormed() } : {}),
            });
            if (json.ret === 'success') {
              expect([status, json.reason]).toEqual([200, '']);
            } else {
              expect(Object.keys(json)).toEqual(['reason', 'ret', 'code']);
              expect(failures).toHaveProperty([String(json.code), 'status'], status);
              expect(status).toBeLessThan(500);
            }
          },
        ),
        { numRuns: 250 },
      );
    });
  });
