/** `http://host` before the path: a request target in absolute form (RFC 9112, 3.2.2), as clients send to proxies. */
const authority = /^https?:\/\/[^/?#]*/i;

const originForm = (url = '') => url.replace(authority, '');

/** The path of a request target, as sent. */
export const requestPath = (url: string | undefined): string => originForm(url).split('?')[0] ?? '';

/** The query of a request target, as sent, without its question mark. */
export const requestQuery = (url: string | undefined): string =>
  originForm(url).split('?').slice(1).join('?');
