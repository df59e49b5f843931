import { type CallParts, lines, literal } from './parts.ts';

const object = (entries: CallParts['entries']) =>
  `{ ${entries.map(([name, value]) => `${name}: ${literal(value)}`).join(', ')} }`;

/** For browsers and Node.js. btoa takes bytes only, so that the credentials are encoded in UTF-8 first. */
export function javascript({ way, username, password, entries, request, acceptLanguage }: CallParts) {
  const headers = [
    way === 'basic' && 'Authorization: "Basic " + credentials',
    way === 'json' && '"Content-Type": "application/json"',
    acceptLanguage !== undefined && `"Accept-Language": ${literal(acceptLanguage)}`,
  ].filter(Boolean);
  const body =
    way === 'json' ? `JSON.stringify(${object(entries)})` : `new URLSearchParams(${object(entries)})`;
  return lines(
    way === 'basic' &&
      `const credentials = btoa(String.fromCharCode(...new TextEncoder().encode(${literal(`${username}:${password}`)})));`,
    `const response = await fetch(${literal(request.url)}, {`,
    `  method: ${literal(request.method)},`,
    headers.length > 0 && `  headers: { ${headers.join(', ')} },`,
    way !== 'url' && entries.length > 0 && `  body: ${body},`,
    '});',
    'const { ret, code, reason, ...reply } = await response.json();',
    'if (ret === "fail") throw new Error(code + ": " + reason);',
  );
}
