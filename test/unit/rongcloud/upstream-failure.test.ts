import { expect, it } from 'vitest';
import { upstreamFailure } from '../../../functions/rongcloud/upstream-failure.ts';

const circumstances = { call: 'user/getToken', host: 'api.rong-api.com', attempts: 2 };

const retryAfter = (byte: number, retryAfterSeconds = 1) =>
  upstreamFailure({ kind: 'busy', retryAfterSeconds, cause: new Error('busy') }, circumstances, (size) =>
    Buffer.alloc(size, byte),
  ).details.retryAfterSeconds;

it('spreads callers that RongCloud refused as busy over 20 s', () => {
  const callers = Array.from({ length: 256 }, (_, byte) => retryAfter(byte));
  const each = Array.from({ length: 20 }, (_, index) => callers.filter((s) => s === index + 1).length);
  expect(Math.min(...each)).toBe(12);
  expect(Math.max(...each)).toBe(13);
});

it('adds the spread to the time that RongCloud asks for', () => {
  expect([retryAfter(0, 60), retryAfter(19, 60)]).toEqual([60, 79]);
});
