import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defineCall } from '../../../functions/rongcloud/call.ts';
import { readOutcome } from '../../../functions/rongcloud/outcome.ts';

const call = defineCall('/user/getToken.json', () => z.object({ userId: z.string(), token: z.string() }));

const read = (status: number, body: unknown, headers = {}) =>
  readOutcome(call, { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

it('reads a success with its fields', () => {
  expect(read(200, { code: 200, userId: 'u', token: 't', more: 1 })).toEqual({
    kind: 'succeeded',
    reply: { userId: 'u', token: 't' },
  });
});

it.each([
  ['a code as text', { code: '200', userId: 'u', token: 't' }],
  ['a byte order mark', '\uFEFF{"code":200,"userId":"u","token":"t"}'],
])('reads a success with %s', (_what, body) => {
  expect(read(200, body)).toEqual({ kind: 'succeeded', reply: { userId: 'u', token: 't' } });
});

it.each([
  [500, { code: 1000 }, 'RongCloud failed inside'],
  [200, { code: 1050 }, 'RongCloud failed inside'],
  [500, { code: '200', userId: 'u', token: 't' }, 'a failing HTTP status'],
  [502, { code: 502 }, 'a failing HTTP status'],
  [403, '<html>', 'an answer that cannot be read'],
  [302, '', 'a redirect, which is not followed'],
])('names the problem of %d %j: %s', (status, body, problem) => {
  expect(read(status, body)).toMatchObject({ problem });
});

it.each([
  [200, '<html>welcome</html>'],
  [200, '{"code":200,"userId":"u","tok'],
  [200, ''],
  [200, '{}'],
  [200, 'null'],
  [200, '[]'],
  [200, { code: 200, userId: 'u' }],
  [200, { code: 200, userId: 'u', token: 7 }],
  [200, '['.repeat(30_000)],
  [200, '{"__proto__":{"code":200,"userId":"u","token":"t"}}'],
  // A firewall or a proxy on the way, not RongCloud.
  [403, '<html>forbidden</html>'],
  [404, '<html>not found</html>'],
  [407, '<html>proxy authentication required</html>'],
  [413, ''],
  [421, '<html>'],
  [425, '<html>'],
  [499, '<html>'],
  [401, '{"error":"unauthorized"}'],
  [200, { code: 1000, errorMessage: 'internal' }],
  [200, { code: 1050 }],
  [302, ''],
  [408, ''],
  [500, { code: 1000 }],
  [502, '<html>bad gateway</html>'],
  [500, { code: 200, userId: 'u', token: 't' }],
  [504, { code: 1050 }],
  [502, { code: 502, message: 'bad gateway' }],
])('takes the outcome of %d %j for unknown', (status, body) => {
  expect(read(status, body)).toMatchObject({ kind: 'unknown', hostAtFault: true, status });
});

it.each([
  [400, { code: 1002, errorMessage: 'Invalidate App-Key.' }, 1002],
  [401, { code: 1004, errorMessage: '签名错误，请检查。' }, 1004],
  [200, { code: 1015 }, 1015],
  [200, { code: 23410 }, 23410],
  [403, { code: '2007' }, 2007],
  [430, { code: 1009 }, 1009],
  [404, { code: 23410 }, 23410],
  [500, { code: 23410 }, 23410],
  [400, { code: 200 }, 200],
])('takes %d %j for a refusal with code %d', (status, body, rongCloudCode) => {
  expect(read(status, body)).toMatchObject({ kind: 'rejected', status, rongCloudCode });
});

it.each([
  [429, { code: 1008 }, {}, 1],
  [200, { code: 1008 }, {}, 1],
  [429, '<html>', { 'retry-after': '7' }, 7],
  [429, '', { 'retry-after': '86400' }, 60],
  [429, '', { 'retry-after': 'Mon, 05 Jan 2026 02:01:00 GMT' }, 1],
])('takes %d %j with %j for its rate limit, for %d s', (status, body, headers, retryAfterSeconds) => {
  expect(read(status, body, headers)).toMatchObject({ kind: 'busy', retryAfterSeconds });
});

it.each(['errorMessage', 'msg', 'message'])('keeps the text of an error from %s', (field) => {
  const outcome = read(400, { code: 1002, [field]: 'Invalidate App-Key.' });
  expect(outcome).toMatchObject({ cause: new Error('HTTP 400, code 1002: Invalidate App-Key.') });
});

it('never takes anything but a documented success for one, nor throws', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
      expect(read(status, body).kind).not.toBe('succeeded');
    }),
  );
});

it('leaves the prototypes of objects alone', () => {
  read(200, '{"code":200,"userId":"u","token":"t","__proto__":{"polluted":true}}');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
