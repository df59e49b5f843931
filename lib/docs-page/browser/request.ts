import { basicAuthorization } from '../../client/basic.ts';

/** How to send the credentials: HTTP Basic, form, JSON, or query. */
export type Way = 'basic' | 'form' | 'json' | 'url';

export interface Call {
  readonly way: Way;
  /** Ends with a slash. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Parameters except the credentials. An empty one is a value: it withdraws an announcement. */
  readonly fields: Readonly<Record<string, string>>;
  readonly language: string;
}

/** The fields of the body or the query: the credentials among them unless the way is Basic. */
export function entriesOf({ way, username, password, fields }: Call): [name: string, value: string][] {
  const given = Object.entries({ username, password }).filter(([, value]) => value !== '');
  return [...(way === 'basic' ? [] : given), ...Object.entries(fields)];
}

/** The HTTP request of a call. */
export function requestOf(call: Call) {
  const { way, url, username, password, language } = call;
  const entries = entriesOf(call);
  const form = String(new URLSearchParams(entries));
  const headers: Readonly<Record<string, string>> = { 'accept-language': language };
  if (way === 'url') return { method: 'GET', url: `${url}?${form}`, headers, body: undefined };
  const isJson = way === 'json';
  return {
    method: 'POST',
    url,
    headers: {
      ...headers,
      ...(way === 'basic' && { authorization: basicAuthorization(username, password) }),
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
    },
    body: isJson ? JSON.stringify(Object.fromEntries(entries)) : form,
  };
}
