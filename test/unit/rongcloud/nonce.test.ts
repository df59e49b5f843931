import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { nonceSource } from '../../../functions/rongcloud/nonce.ts';

const letters = 62;
const length = 18;

it('makes a million nonces of 18 letters and digits without a repetition', () => {
  const nonce = nonceSource(randomBytes);
  const seen = new Set<string>();
  for (let made = 0; made < 1_000_000; made += 1) seen.add(nonce());
  expect(seen.size).toBe(1_000_000);
  expect([...seen].every((one) => /^[0-9A-Za-z]{18}$/.test(one))).toBe(true);
});

it('draws every letter equally often at every position', () => {
  const nonce = nonceSource(randomBytes);
  const counts = Array.from({ length }, () => new Map<string, number>());
  const made = 300_000;
  for (let count = 0; count < made; count += 1) {
    const one = nonce();
    for (const [position, seen] of counts.entries()) {
      const letter = one.charAt(position);
      seen.set(letter, (seen.get(letter) ?? 0) + 1);
    }
  }
  const expected = made / letters;
  const chiSquares = counts.map((seen) =>
    [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0),
  );
  expect(counts.map((seen) => seen.size)).toEqual(Array(length).fill(letters));
  // 61 degrees of freedom: beyond 153 once in a thousand million. Without the rejection it is above 6,000.
  expect(Math.max(...chiSquares)).toBeLessThan(153);
});

it('gives every letter four of the 256 bytes', () => {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const nonce = nonceSource((size) => Buffer.alloc(size, everyByte));
  const drawn = Array.from({ length: (letters * 4 * 4) / 16 }, nonce).join('');
  const counts = Map.groupBy(drawn, (letter) => letter);
  expect(new Set([...counts.values()].map((of) => of.length))).toEqual(new Set([18]));
});

it('takes fresh bytes when those drawn are used up', () => {
  let draws = 0;
  const nonce = nonceSource((size) => {
    draws += 1;
    return Buffer.alloc(size, draws);
  });
  const made = Array.from({ length: 100 }, nonce);
  expect(made[0]).toBe('111111111111111111');
  expect(made[56]).toBe('111111111111111122');
  expect(made[57]).toBe('222222222222222222');
  expect(draws).toBe(2);
});
