import { type CallParts, lines, literal } from './parts.ts';

const dictionary = (entries: CallParts['entries']) =>
  `{${entries.map(([name, value]) => `${literal(name)}: ${literal(value)}`).join(', ')}}`;

/** The parameter of requests that takes the fields. */
const parameters = { basic: 'data', form: 'data', json: 'json', url: 'params' } as const;

/** With the package requests, which encodes credentials in Latin-1 unless they are bytes. */
export function python({ way, url, username, password, entries, request, acceptLanguage }: CallParts) {
  return lines(
    'import requests',
    '',
    `response = requests.${request.method.toLowerCase()}(`,
    `    ${literal(url)},`,
    way === 'basic' && `    auth=(${literal(username)}.encode(), ${literal(password)}.encode()),`,
    entries.length > 0 && `    ${parameters[way]}=${dictionary(entries)},`,
    acceptLanguage !== undefined && `    headers={"Accept-Language": ${literal(acceptLanguage)}},`,
    '    timeout=30,',
    ')',
    'reply = response.json()',
    'if reply["ret"] == "fail":',
    `    raise RuntimeError(f"{reply['code']}: {reply['reason']}")`,
  );
}
