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

export interface CallRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const given = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

const form = 'application/x-www-form-urlencoded';

/** The HTTP request of a call. */
export function requestOf({ way, url, username, password, fields, language }: Call): CallRequest {
  const all = { ...given({ username, password }), ...fields };
  const common = { 'accept-language': language };
  switch (way) {
    case 'url':
      return { method: 'GET', url: `${url}?${new URLSearchParams(all)}`, headers: common };
    case 'form':
      return post(url, { ...common, 'content-type': form }, String(new URLSearchParams(all)));
    case 'json':
      return post(url, { ...common, 'content-type': 'application/json' }, JSON.stringify(all));
    case 'basic': {
      const authorization = basicAuthorization(username, password);
      const headers = { ...common, authorization, 'content-type': form };
      return post(url, headers, String(new URLSearchParams(fields)));
    }
  }
}

const post = (url: string, headers: Record<string, string>, body: string): CallRequest => ({
  method: 'POST',
  url,
  headers,
  body,
});
