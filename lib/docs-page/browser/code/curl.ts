import { type Call, requestOf } from '../request.ts';

/** Quotes a word for a POSIX shell. */
const quoted = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

const words = (...all: readonly string[]): readonly string[] => all.map(quoted);

const data = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);

/** The call as the words of a curl command. English is the default and left out. */
export function curlWords(call: Call): readonly string[] {
  const { way, username, password, fields, language, url } = call;
  const speaks = language === 'en' ? [] : ['-H', `Accept-Language: ${language}`];
  switch (way) {
    case 'url':
      return words('curl', ...speaks, requestOf(call).url);
    case 'form':
      return words('curl', ...speaks, ...data({ username, password, ...fields }), url);
    case 'json':
      return words(
        'curl',
        ...speaks,
        '-H',
        'Content-Type: application/json',
        '-d',
        requestOf(call).body ?? '',
        url,
      );
    case 'basic':
      return words('curl', ...speaks, '-X', 'POST', '-u', `${username}:${password}`, ...data(fields), url);
  }
}
