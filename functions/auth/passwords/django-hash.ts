import { fromBase64, parsePhcString } from './phc-string.ts';
import type { StoredHash } from './stored-hash.ts';

type Parse = (rest: string) => StoredHash | undefined;

const pbkdf2 =
  (scheme: 'pbkdf2_sha256' | 'pbkdf2_sha1', tagBytes: number): Parse =>
  (rest) => {
    const [, iterations, salt = '', tagText = ''] = /^(\d{1,8})\$([^$]+)\$([^$]+)$/.exec(rest) ?? [];
    const tag = fromBase64(tagText);
    if (tag?.length !== tagBytes) return undefined;
    return { scheme, iterations: Number(iterations), salt: Buffer.from(salt), tag };
  };

const scryptTagBytes = 64;

const scrypt: Parse = (rest) => {
  const [, N, salt = '', r, p, tagText = ''] =
    /^(\d{1,8})\$([^$]+)\$(\d{1,3})\$(\d{1,3})\$([^$]+)$/.exec(rest) ?? [];
  const tag = fromBase64(tagText);
  if (tag?.length !== scryptTagBytes) return undefined;
  return { scheme: 'scrypt', N: Number(N), r: Number(r), p: Number(p), salt: Buffer.from(salt), tag };
};

const bcrypt =
  (isOfSha256: boolean): Parse =>
  (encoded) => {
    const [, rounds] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(encoded) ?? [];
    return rounds === undefined
      ? undefined
      : { scheme: 'bcrypt', isOfSha256, rounds: Number(rounds), encoded };
  };

const digest =
  (name: 'sha1' | 'md5', tagBytes: number): Parse =>
  (rest) => {
    const [, salt = '', tagText = ''] = /^([^$]*)\$([0-9a-f]+)$/.exec(rest) ?? [];
    const tag = Buffer.from(tagText, 'hex');
    if (tag.length !== tagBytes || tagText.length !== 2 * tagBytes) return undefined;
    return { scheme: 'digest', digest: name, salt: Buffer.from(salt), tag };
  };

/**
 * Django's formats in `auth_user.password` by their names, each parsed from the text after `<name>$`.
 * https://github.com/django/django/blob/main/django/contrib/auth/hashers.py
 */
const formats: ReadonlyMap<string, Parse> = new Map([
  ['pbkdf2_sha256', pbkdf2('pbkdf2_sha256', 32)],
  ['pbkdf2_sha1', pbkdf2('pbkdf2_sha1', 20)],
  // Django removes the first dollar of the PHC string.
  ['argon2', (rest) => parsePhcString(`$${rest}`)],
  ['bcrypt_sha256', bcrypt(true)],
  ['bcrypt', bcrypt(false)],
  ['scrypt', scrypt],
  ['sha1', digest('sha1', 20)],
  ['md5', digest('md5', 16)],
]);

/**
 * Parses a hash as Django stores it; undefined for any other text, such as the `!…` of an unusable password.
 */
export function parseDjangoHash(text: string): StoredHash | undefined {
  const dollar = text.indexOf('$');
  return dollar < 0 ? undefined : formats.get(text.slice(0, dollar))?.(text.slice(dollar + 1));
}
