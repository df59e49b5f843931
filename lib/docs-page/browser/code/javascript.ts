import type { Call } from '../request.ts';
import { type CallParts, lines, literal, partsOf } from './parts.ts';

const object = (entries: CallParts['entries']) =>
  `{ ${entries.map(([name, value]) => `${name}: ${literal(value)}`).join(', ')} }`;

function headersOf({ way, acceptLanguage }: CallParts): string | undefined {
  const headers = [
    way === 'basic' && 'Authorization: "Basic " + credentials',
    way === 'json' && '"Content-Type": "application/json"',
    acceptLanguage !== undefined && `"Accept-Language": ${literal(acceptLanguage)}`,
  ].filter(Boolean);
  return headers.length === 0 ? undefined : `  headers: { ${headers.join(', ')} },`;
}

function bodyOf({ way, entries }: CallParts): string | undefined {
  if (way === 'url' || entries.length === 0) return undefined;
  return way === 'json'
    ? `  body: JSON.stringify(${object(entries)}),`
    : `  body: new URLSearchParams(${object(entries)}),`;
}

/** For browsers and Node.js. btoa takes bytes only, so that the credentials are encoded in UTF-8 first. */
export function javaScript(call: Call): string {
  const parts = partsOf(call);
  const { way, method, url, username, password } = parts;
  return lines(
    way === 'basic' &&
      `const credentials = btoa(String.fromCharCode(...new TextEncoder().encode(${literal(`${username}:${password}`)})));`,
    `const response = await fetch(${literal(url)}, {`,
    `  method: ${literal(method)},`,
    headersOf(parts),
    bodyOf(parts),
    '});',
    'const { ret, code, reason, ...reply } = await response.json();',
    'if (ret === "fail") throw new Error(code + ": " + reason);',
  );
}
