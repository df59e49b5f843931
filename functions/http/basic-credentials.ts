import { Failure } from '../contract/failure.ts';

const malformed = () => new Failure('WRONG_CREDENTIALS', { refusal: 'malformed-basic' });

function decodeUtf8(bytes: Buffer): string {
  try {
    // RFC 7617 has no byte order mark: it is part of the username.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('WRONG_CREDENTIALS', { refusal: 'basic-encoding' });
  }
}

/**
 * The username and password of an HTTP Basic Authorization header (RFC 7617); undefined without a header or for
 * another scheme. Buffer decodes base64 leniently, so the result is encoded again and compared.
 * @throws Failure WRONG_CREDENTIALS for a malformed Basic header.
 */
export function basicCredentials(
  authorization: string | undefined,
): { username: string; password: string } | undefined {
  const [, scheme = '', encoded = ''] = /^(\S+)(?:[ \t]+(.*))?$/s.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (encoded === '' || bytes.toString('base64') !== encoded) throw malformed();
  const text = decodeUtf8(bytes);
  const colon = text.indexOf(':');
  if (colon < 0) throw malformed();
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
