import { GatewayResponse, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { type FailureCode, type FailureDetails, failures } from '../../functions/contract/failure.ts';
import { failureBody, gatewayOriginHeaders, replyHeaders } from '../../functions/http/reply.ts';
import type { CloudSettings } from './settings.ts';

/** The types that a method without an authorizer, API key, quota or validator can cause. */
const replies: readonly (readonly [ResponseType, FailureCode, FailureDetails?])[] = [
  [ResponseType.ACCESS_DENIED, 'NOT_ALLOWED'],
  [ResponseType.API_CONFIGURATION_ERROR, 'INTERNAL'],
  // For an unknown path or method the gateway reports missing AWS credentials, and with an Authorization header a wrong
  // signature. No method takes AWS credentials.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'NOT_FOUND'],
  [ResponseType.INVALID_SIGNATURE, 'NOT_FOUND'],
  [ResponseType.EXPIRED_TOKEN, 'NOT_FOUND'],
  [ResponseType.RESOURCE_NOT_FOUND, 'NOT_FOUND'],
  [ResponseType.REQUEST_TOO_LARGE, 'TOO_LARGE'],
  [ResponseType.THROTTLED, 'TOO_MANY_REQUESTS'],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 'INVALID_PARAMETER'],
  [ResponseType.WAF_FILTERED, 'NOT_ALLOWED'],
  // The default of all other types. No method has a request validator, so only a malformed URL is left.
  [ResponseType.DEFAULT_4XX, 'INVALID_PARAMETER', { refusal: 'malformed-url' }],
  // A throttled function causes INTEGRATION_FAILURE or this: the call may be repeated.
  [ResponseType.DEFAULT_5XX, 'UNAVAILABLE'],
];

/** The gateway's throttle refills every second. */
const retryAfterSeconds: Partial<Record<FailureCode, number>> = { TOO_MANY_REQUESTS: 1, UNAVAILABLE: 1 };

function headersOf(code: FailureCode, corsOrigins: readonly string[]): Record<string, string> {
  const seconds = retryAfterSeconds[code];
  const headers = {
    ...replyHeaders,
    ...gatewayOriginHeaders(corsOrigins),
    ...(seconds && { 'retry-after': String(seconds) }),
  };
  // AWS documents no way to write a quote within a constant. So these replies, which are JSON without user data, lack the
  // header that contains quotes (the content security policy).
  const literals = Object.entries(headers)
    .filter(([, text]) => !text.includes("'"))
    .map(([name, text]) => [name, `'${text}'`]);
  return { ...Object.fromEntries(literals), 'x-request-id': 'context.requestId' };
}

/** The replies that the gateway sends by itself. */
export function addGatewayResponses(restApi: RestApi, settings: CloudSettings): void {
  const scope = new Construct(restApi, 'Responses');
  const { errorStatus, corsOrigins, reasonLanguage } = settings;
  for (const [type, code, details = {}] of replies) {
    new GatewayResponse(scope, type.responseType, {
      restApi,
      type,
      statusCode: errorStatus === 'always200' ? '200' : String(failures[code].status),
      responseHeaders: headersOf(code, corsOrigins),
      templates: { 'application/json': failureBody(code, details, reasonLanguage) },
    });
  }
}
