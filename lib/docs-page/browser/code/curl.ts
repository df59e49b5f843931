import type { CallParts } from './parts.ts';

/** Quotes a word for a POSIX shell. */
const quoted = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** In one line, for a POSIX shell. */
export function curl({ way, url, username, password, entries, request, acceptLanguage }: CallParts) {
  const data = entries.flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);
  const words = {
    url: [request.url],
    form: [...data, url],
    json: ['-H', 'Content-Type: application/json', '-d', request.body ?? '', url],
    basic: ['-X', 'POST', '-u', `${username}:${password}`, ...data, url],
  };
  const language = acceptLanguage === undefined ? [] : ['-H', `Accept-Language: ${acceptLanguage}`];
  return ['curl', ...language, ...words[way]].map(quoted).join(' ');
}
