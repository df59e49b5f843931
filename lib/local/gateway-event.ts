import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Failure } from '../../functions/contract/failure.ts';
import { malformedEscape } from '../../functions/http/form.ts';
import { requestPath, requestQuery } from './request-target.ts';

/** Every name with its last value, and with all of them: the gateway hands over both. */
function lists(pairs: Iterable<readonly [string, string]>) {
  const all: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    // defineProperty, because a parameter may be called __proto__.
    if (!Object.hasOwn(all, name)) {
      Object.defineProperty(all, name, { value: [], enumerable: true, configurable: true, writable: true });
    }
    all[name]?.push(value);
  }
  const entries = Object.entries(all);
  if (entries.length === 0) return { single: null, multiple: null };
  return {
    single: Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1)])),
    multiple: all,
  };
}

function* headerPairs({ rawHeaders }: IncomingMessage): Generator<readonly [string, string]> {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) yield [rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''];
}

/**
 * The pairs of a query.
 * @throws Failure INVALID_PARAMETER for an unencoded `;`, at which API Gateway splits, and for a malformed escape, which
 * it refuses.
 */
function readQuery(url: string | undefined): URLSearchParams {
  const query = requestQuery(url);
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

/** What the gateway has made out of a request. */
export interface Arrival {
  readonly resource: string;
  /** @default none */
  readonly pathParameters?: Record<string, string> | null;
  readonly body: Buffer;
  readonly requestId: string;
  readonly sourceIp: string;
}

/**
 * A request as a regional REST API hands it to a function: proxy event format 1.0, the path as sent, the query
 * decoded. Only what the functions read is true to life; the rest is there for the type.
 * @throws Failure as readQuery does.
 */
export function gatewayEvent(
  request: IncomingMessage,
  { resource, pathParameters = null, body, requestId, sourceIp }: Arrival,
): APIGatewayProxyEvent {
  const path = requestPath(request.url);
  const queryLists = lists(readQuery(request.url));
  const headerLists = lists(headerPairs(request));
  return {
    resource,
    path,
    httpMethod: request.method ?? '',
    headers: headerLists.single ?? {},
    multiValueHeaders: headerLists.multiple ?? {},
    queryStringParameters: queryLists.single,
    multiValueQueryStringParameters: queryLists.multiple,
    pathParameters,
    stageVariables: null,
    body: body.length === 0 ? null : body.toString('utf8'),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: null,
      protocol: 'HTTP/1.1',
      httpMethod: request.method ?? '',
      path,
      stage: 'local',
      requestId,
      requestTimeEpoch: 0,
      resourceId: resource,
      resourcePath: resource,
      identity: {
        sourceIp,
        userAgent: request.headers['user-agent'] ?? null,
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        user: null,
        userArn: null,
      },
    },
  };
}
