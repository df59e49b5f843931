import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Failure } from '../../functions/contract/failure.ts';
import { malformedEscape } from '../../functions/http/form.ts';

/** `http://host` before the path: a request target in absolute form (RFC 9112, 3.2.2), as clients send to proxies. */
const authority = /^https?:\/\/[^/?#]*/i;

const partsOf = (url = '') => url.replace(authority, '').split('?');

export const requestPath = (url: string | undefined): string => partsOf(url)[0] ?? '';

/** Every name with its last value, and with all values: the gateway passes both. */
function lists(pairs: Iterable<readonly [string, string]>) {
  // A Map, because a parameter may be called __proto__.
  const all = Map.groupBy(pairs, ([name]) => name);
  const entries = [...all].map(([name, found]) => [name, found.map(([, value]) => value)] as const);
  if (entries.length === 0) return { single: null, multiple: null };
  return {
    single: Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1)])),
    multiple: Object.fromEntries(entries),
  };
}

function* headerPairs({ rawHeaders }: IncomingMessage): Generator<readonly [string, string]> {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) yield [rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''];
}

/**
 * The pairs of a query.
 * @throws Failure INVALID_PARAMETER for an unencoded `;`, where API Gateway splits the query, and for a malformed escape,
 * which it refuses.
 */
function readQuery(url: string | undefined): URLSearchParams {
  const query = partsOf(url).slice(1).join('?');
  if (malformedEscape.test(query)) throw new Failure('INVALID_PARAMETER', { refusal: 'malformed-url' });
  if (query.includes(';')) {
    throw new Failure('INVALID_PARAMETER', {
      parameter: ';',
      fault: 'invalid',
      rule: { en: 'percent-encoded as %3B in a URL', zh: '在 URL 中编码为 %3B' },
    });
  }
  return new URLSearchParams(query);
}

export interface Arrival {
  readonly resource: string;
  /** @default none */
  readonly pathParameters?: Record<string, string> | null;
  readonly body: Buffer;
  readonly requestId: string;
  readonly sourceIp: string;
}

/**
 * A request as a regional REST API passes it to a function: proxy event format 1.0, the path as sent, the query
 * decoded. It has only the fields that the functions read.
 * @throws Failure as readQuery does.
 */
export function gatewayEvent(
  request: IncomingMessage,
  { resource, pathParameters = null, body, requestId, sourceIp }: Arrival,
): APIGatewayProxyEvent {
  const path = requestPath(request.url);
  const queryLists = lists(readQuery(request.url));
  const headerLists = lists(headerPairs(request));
  const event = {
    resource,
    path,
    httpMethod: request.method ?? '',
    headers: headerLists.single ?? {},
    multiValueHeaders: headerLists.multiple ?? {},
    queryStringParameters: queryLists.single,
    multiValueQueryStringParameters: queryLists.multiple,
    pathParameters,
    body: body.length === 0 ? null : body.toString('utf8'),
    isBase64Encoded: false,
    requestContext: { path, requestId, identity: { sourceIp } },
  };
  return event as unknown as APIGatewayProxyEvent;
}
