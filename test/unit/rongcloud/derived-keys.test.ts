import { describe, expect, it } from 'vitest';
import { derivedKeys } from '../../../functions/rongcloud/derived-keys.ts';

const credentials = { appKey: 'app-key', appSecret: 'app-secret' };
const purpose = 'im-gateway: kept token';

const hex = (...given: Parameters<ReturnType<typeof derivedKeys>>) =>
  derivedKeys()(...given)
    .export()
    .toString('hex');

describe('a derived key', () => {
  it('is HKDF with SHA-256 of the secret, with the App Key as salt and the purpose as info', () => {
    expect(hex(credentials, purpose)).toBe(
      'cd244e112f6e6051ce7531f516e8c67056b883e150a8c3ef209043bb8da4d954',
    );
  });

  it.each([
    ['App Key', { ...credentials, appKey: 'another' }, purpose],
    ['App Secret', { ...credentials, appSecret: 'another' }, purpose],
    ['purpose', credentials, 'another'],
  ])('is another for another %s', (_what, otherCredentials, otherPurpose) => {
    expect(hex(otherCredentials, otherPurpose)).not.toBe(hex(credentials, purpose));
  });

  it('changes with the credentials, of which the last are remembered', () => {
    const keyFor = derivedKeys();
    const first = keyFor(credentials, purpose);
    expect(keyFor(credentials, purpose)).toBe(first);
    const second = keyFor({ ...credentials, appSecret: 'another' }, purpose);
    expect(second.equals(first)).toBe(false);
    expect(keyFor(credentials, purpose).equals(first)).toBe(true);
  });
});
