import { expect, it } from 'vitest';
import { processDeps } from '../../../functions/platform/deps.ts';

it('never draws the same bytes twice, and keeps what was drawn before', () => {
  const drawn = Array.from({ length: 1_000 }, () => processDeps.randomBytes(9));
  const atOnce = drawn.map((bytes) => bytes.toString('hex'));
  processDeps.randomBytes(5_000);
  expect(new Set(drawn.map((bytes) => bytes.toString('hex')))).toEqual(new Set(atOnce));
  expect(new Set(atOnce).size).toBe(1_000);
});

it.each([0, 1, 9, 1_024, 1_025, 5_000])('draws %d bytes', (size) => {
  expect(processDeps.randomBytes(size).length).toBe(size);
});
