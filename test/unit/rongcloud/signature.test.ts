import { expect, it } from 'vitest';
import { signature, signedHeaders } from '../../../functions/rongcloud/signature.ts';

// Secret, nonce and timestamp of RongCloud's documentation; it prints the same signature.
const [secret, nonce, timestamp] = ['Y1W2MeFwwwRxa0', '14314', '1408710653000'] as const;
const expected = '30be0bbca9c9b2e27578701e9fda2358a814c88f';

it("reproduces the example of RongCloud's documentation", () => {
  expect(signature(secret, nonce, timestamp)).toBe(expected);
});

it('includes key, nonce and timestamp with the signature, and not the secret', () => {
  const headers = signedHeaders({ appKey: 'uwd1c0sxdlx2', appSecret: secret }, nonce, timestamp);
  expect(headers).toEqual([
    ...['App-Key', 'uwd1c0sxdlx2', 'Nonce', '14314'],
    ...['Timestamp', '1408710653000', 'Signature', expected],
  ]);
});
