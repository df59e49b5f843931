import { expect, it } from 'vitest';
import {
  type CallbackParameters,
  isSignedWith,
  signedCallback,
} from '../../../functions/rongcloud/callback-signature.ts';

// The example of RongCloud's documentation.
const appSecret = 'Y1W2MeFwwwRxa0';
const nonce = '14314';
const timestamp = '1408710653000';
const signature = '30be0bbca9c9b2e27578701e9fda2358a814c88f';
const now = 1_408_710_653_000;

const today = { appKey: ['uwd1c0sxdlx2'], timestamp: [timestamp], nonce: [nonce], signature: [signature] };
const verify = (parameters: CallbackParameters, at = now) => {
  const signed = signedCallback(parameters, at);
  if (typeof signed === 'string') return signed;
  return isSignedWith(appSecret, signed) ? 'accepted' : 'forged';
};

it.each<[string, CallbackParameters]>([
  ['timestamp', today],
  ['signTimestamp', { signTimestamp: [timestamp], nonce: [nonce], signature: [signature] }],
  ['rc-timestamp', { 'rc-timestamp': [timestamp], 'rc-nonce': [nonce], 'rc-signature': [signature] }],
  ['headers', { 'App-Key': ['k'], Timestamp: [timestamp], Nonce: [nonce], Signature: [signature] }],
  ['capital letters in the signature', { ...today, signature: [signature.toUpperCase()] }],
])('accepts the spelling with %s', (_spelling, parameters) => {
  expect(verify(parameters)).toBe('accepted');
});

it('accepts a timestamp in seconds', () => {
  // hex(SHA1('Y1W2MeFwwwRxa0' + '14314' + '1408710653'))
  const seconds = {
    timestamp: ['1408710653'],
    nonce: [nonce],
    signature: ['3f7088873939e033bac1c1787eff5f3ba3a1c2d8'],
  };
  expect(verify(seconds)).toBe('accepted');
});

it.each<[string, CallbackParameters]>([
  ['no signature', { ...today, signature: undefined }],
  ['no nonce', { ...today, nonce: [] }],
  ['an empty nonce', { ...today, nonce: [''] }],
  ['no timestamp', { ...today, timestamp: undefined }],
  ['two signatures', { ...today, signature: [signature, signature] }],
  ['two nonces that differ in the case of their names', { ...today, NONCE: [nonce] }],
  ['two spellings', { ...today, signTimestamp: [timestamp] }],
  ['a timestamp that is no number', { ...today, timestamp: ['1408710653000x'] }],
  ['nothing', {}],
])('reads a callback with %s as malformed', (_what, parameters) => {
  expect(verify(parameters)).toBe('malformed');
});

it.each([
  ['another signature', { ...today, signature: ['0'.repeat(40)] }],
  ['a signature cut short', { ...today, signature: [signature.slice(0, 39)] }],
  ['an empty signature', { ...today, signature: [''] }],
  ['a signature of another length in bytes', { ...today, signature: ['é'.repeat(40)] }],
  ['another nonce', { ...today, nonce: ['14315'] }],
  ['another time', { ...today, timestamp: ['1408710653001'] }],
])('reads a callback with %s as forged', (_what, parameters) => {
  expect(verify(parameters)).toBe('forged');
});

it('accepts a callback 15 minutes after its time, and 5 minutes before', () => {
  expect(verify(today, now + 900_000)).toBe('accepted');
  expect(verify(today, now - 300_000)).toBe('accepted');
  expect(verify(today, now + 900_001)).toBe('stale');
  expect(verify(today, now - 300_001)).toBe('stale');
});
