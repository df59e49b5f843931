import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rongCloudUserId } from '../../../functions/auth/rongcloud-user-id.ts';

describe('the RongCloud id of a username', () => {
  it.each(['student1', 'A-b_c+d=9', 'x'.repeat(64)])('is %s itself if RongCloud allows it', (username) => {
    expect(rongCloudUserId(username)).toBe(username);
  });

  it.each([
    ['老师', 'u=yaMaP2cLf5lz8gBO04P8jFCiDI1ZVVa42MJmYwI02O4'],
    ['a b', 'u=yGh6CKpdbtIEQyj6aml6uOltw0KR6MIDSujDjm_MbWU'],
  ])('is derived for %s, and always the same', (username, id) => {
    expect(rongCloudUserId(username)).toBe(id);
  });

  it('is derived for a username that looks like a derived id, so that nobody can take one', () => {
    const derived = rongCloudUserId('老师');
    expect(rongCloudUserId(derived)).not.toBe(derived);
  });

  it('is valid at RongCloud for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 150 }), (username) => {
        expect(rongCloudUserId(username)).toMatch(/^[A-Za-z0-9+=_-]{1,64}$/);
      }),
    );
  });

  it('is different for 100,000 names, with look-alikes and long names', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      fc.string({
        unit: fc.constantFrom('a', 'A', 'а', 'ɑ', 'u', '=', 'K', '\u212a', 'é', 'e\u0301'),
        maxLength: 12,
      }),
      fc.string({ unit: fc.constantFrom('x', '😀'), minLength: 60, maxLength: 70 }),
      fc.nat().map((number) => `u=${number}`),
    );
    const names = new Set(fc.sample(name, { numRuns: 150_000, seed: 1 }));
    expect(names.size).toBeGreaterThan(100_000);
    expect(new Set([...names].map(rongCloudUserId)).size).toBe(names.size);
  });
});
