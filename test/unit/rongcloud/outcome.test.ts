import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defineCall } from '../../../functions/rongcloud/call.ts';
import { readOutcome } from '../../../functions/rongcloud/outcome.ts';

const call = defineCall('/user/getToken.json', () => z.object({ userId: z.string(), token: z.string() }));

const read = (status: number, body: unknown, headers = {}) =>
  readOutcome(call, { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

const token = { userId: 'u', token: 't' };

it.each([
  [200, { code: 200, ...token, more: 1 }],
  [200, { code: '200', ...token }],
  [200, `\uFEFF{"code":200,"userId":"u","token":"t"}`],
  [200, ` {"code":200.0,"userId":"u","token":"t"}\r\n`],
  [201, { code: 200, ...token }],
])('reads %d %j as a success with its fields', (status, body) => {
  expect(read(status, body)).toEqual({ kind: 'succeeded', reply: token });
});

it.each<readonly [number, unknown, string]>([
  [200, '<html>welcome</html>', 'not a reply of RongCloud'],
  [200, '{"code":200,"userId":"u","tok', 'not a reply of RongCloud'],
  [200, '', 'not a reply of RongCloud'],
  [200, '{}', 'not a reply of RongCloud'],
  [200, 'null', 'not a reply of RongCloud'],
  [200, '200', 'not a reply of RongCloud'],
  [200, '[]', 'not a reply of RongCloud'],
  [200, '['.repeat(30_000), 'not a reply of RongCloud'],
  [200, '{"__proto__":{"code":200,"userId":"u","token":"t"}}', 'not a reply of RongCloud'],
  [200, { code: true, ...token }, 'not a reply of RongCloud'],
  [200, { code: 200.5, ...token }, 'not a reply of RongCloud'],
  [200, { code: '0xC8', ...token }, 'not a reply of RongCloud'],
  [200, { code: 200, userId: 'u' }, 'a success without its fields'],
  [200, { code: 200, userId: 'u', token: 7 }, 'a success without its fields'],
  [200, { code: 1000, errorMessage: 'internal' }, 'an internal error of RongCloud'],
  [200, { code: '1050' }, 'an internal error of RongCloud'],
  [500, { code: 1000 }, 'an internal error of RongCloud'],
  [504, { code: 1050 }, 'an internal error of RongCloud'],
  [500, { code: 200, ...token }, 'a success code with an error status'],
  [400, { code: 200, ...token }, 'a success code with an error status'],
  [200, { code: 0, ...token }, 'an unknown code'],
  [502, { code: 502, message: 'bad gateway' }, 'an unknown code'],
  [403, { code: 403, message: 'blocked by a firewall' }, 'an unknown code'],
  [200, { code: 404 }, 'an unknown code'],
  [302, '', 'a redirect, which is not followed'],
  ...[401, 403, 404, 405, 407, 408, 413, 421, 425, 430, 431, 451, 499, 502].map(
    (status) => [status, '<html>refused</html>', 'not a reply of RongCloud'] as const,
  ),
  [403, { message: 'Forbidden' }, 'not a reply of RongCloud'],
])('reads %d %j as an unknown outcome: %s', (status, body, problem) => {
  expect(read(status, body)).toMatchObject({ kind: 'unknown', hostAtFault: true, status, problem });
});

it.each([
  [400, { code: 1002, errorMessage: 'Invalidate App-Key.' }, 1002],
  [401, { code: 1004, errorMessage: '签名错误，请检查。' }, 1004],
  [200, { code: 1015 }, 1015],
  [200, { code: 23410 }, 23410],
  [403, { code: '2007' }, 2007],
  [430, { code: 1009 }, 1009],
  [404, { code: 404 }, 404],
  [404, { code: 23410 }, 23410],
  [500, { code: 23410 }, 23410],
  [408, { code: 1002 }, 1002],
  [400, { code: 1002, errorMessage: 'chatroomId is not exist.' }, 23410],
  [200, { code: 1002, msg: 'chatroom does not exist' }, 23410],
  [400, { code: 1002, errorMessage: 'userId is not exist.' }, 1002],
])('reads %d %j as a refusal with code %d', (status, body, rongCloudCode) => {
  expect(read(status, body)).toMatchObject({ kind: 'rejected', status, rongCloudCode });
});

it.each([
  [429, { code: 1008 }, {}, 1],
  [200, { code: 1008 }, {}, 1],
  [429, '<html>', { 'retry-after': '7' }, 7],
  [429, '', { 'retry-after': '86400' }, 60],
  [429, '', { 'retry-after': 'Mon, 05 Jan 2026 02:01:00 GMT' }, 1],
])('reads %d %j with %j as the rate limit, for %d s', (status, body, headers, retryAfterSeconds) => {
  expect(read(status, body, headers)).toMatchObject({ kind: 'busy', retryAfterSeconds });
});

it.each(['errorMessage', 'msg', 'message'])('keeps the text of an error from %s', (field) => {
  const outcome = read(400, { code: 1002, [field]: 'Invalidate App-Key.' });
  expect(outcome).toMatchObject({ cause: new Error('HTTP 400, code 1002: Invalidate App-Key.') });
});

it('accepts only a documented success, and never throws', () => {
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
