import { expect, it } from 'vitest';
import { tokenKey } from '../../../functions/tokens/token-cache.ts';

const credentials = { appKey: 'app-key', appSecret: 'app-secret' };
const hex = (given: typeof credentials) => tokenKey(given).export().toString('hex');

it('derives the key by HKDF-SHA-256 from the App Secret, with the App Key as salt', () => {
  expect(hex(credentials)).toBe('cd244e112f6e6051ce7531f516e8c67056b883e150a8c3ef209043bb8da4d954');
});

it.each(['appKey', 'appSecret'])('derives another key for another %s', (name) => {
  expect(hex({ ...credentials, [name]: 'another' })).not.toBe(hex(credentials));
});
