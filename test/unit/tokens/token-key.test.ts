import { expect, it } from 'vitest';
import { tokenKey } from '../../../functions/tokens/token-cache.ts';

const credentials = { appKey: 'app-key', appSecret: 'app-secret' };
const hex = (given: typeof credentials) => tokenKey(given).export().toString('hex');

it('derives the key by HKDF-SHA-256 from the App Secret, with the App Key as salt', () => {
  expect(hex(credentials)).toBe('39dd33e425ac0d87a9212a936a780029eabbf174fdccb934339be67a3ad33315');
});

it.each(['appKey', 'appSecret'])('derives another key for another %s', (name) => {
  expect(hex({ ...credentials, [name]: 'another' })).not.toBe(hex(credentials));
});
