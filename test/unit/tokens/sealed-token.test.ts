import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openToken, sealToken } from '../../../functions/tokens/sealed-token.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const nonce = Buffer.alloc(12, 2);
const owner = { rongCloudUserId: 'student1', username: 'student1' };
const kept = { token: 'CANARY-token', issuedAt: 1_767_578_400_000 };

describe('a cached token', () => {
  it('opens for its owner under its key', () => {
    expect(openToken(sealToken(kept, owner, { key, nonce }), owner, key)).toEqual(kept);
  });

  it('cannot be read from what is stored', () => {
    const stored = Buffer.from(sealToken(kept, owner, { key, nonce }), 'base64').toString('latin1');
    expect(stored).not.toContain('CANARY');
  });

  it.each([
    ['under another key', owner, createSecretKey(Buffer.alloc(32, 3))],
    ['for another user', { ...owner, rongCloudUserId: 'student2' }, key],
    ['after a change of name', { ...owner, username: 'student1b' }, key],
  ])('does not open %s', (_when, other, otherKey) => {
    expect(openToken(sealToken(kept, owner, { key, nonce }), other, otherKey)).toBeUndefined();
  });

  it.each(['', 'AAAA', sealToken(kept, owner, { key, nonce }).replace(/.{4}$/, 'AAAA')])(
    'does not open if the text is %j',
    (text) => {
      expect(openToken(text, owner, key)).toBeUndefined();
    },
  );
});
