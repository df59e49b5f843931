import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { type FailureCode, type FailureDetails, failures } from '../../functions/contract/failure.ts';
import type { Language } from '../../functions/contract/reasons.ts';
import { failureBody, gatewayOriginHeaders, replyHeaders } from '../../functions/http/reply.ts';

/** No method has a request validator, so the gateway itself refuses only malformed URLs. */
const malformedUrl: FailureDetails = { refusal: 'malformed-url' };

const replies: readonly (readonly [ResponseType, FailureCode, FailureDetails?])[] = [
  [ResponseType.ACCESS_DENIED, 'NOT_ALLOWED'],
  [ResponseType.API_CONFIGURATION_ERROR, 'INTERNAL'],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'INTERNAL'],
  [ResponseType.AUTHORIZER_FAILURE, 'INTERNAL'],
  [ResponseType.BAD_REQUEST_BODY, 'INVALID_PARAMETER'],
  [ResponseType.BAD_REQUEST_PARAMETERS, 'INVALID_PARAMETER', malformedUrl],
  // For an unknown path or method the gateway reports missing AWS credentials, and with an Authorization header a wrong
  // signature. No method takes AWS credentials.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'NOT_FOUND'],
  [ResponseType.INVALID_SIGNATURE, 'NOT_FOUND'],
  [ResponseType.EXPIRED_TOKEN, 'NOT_FOUND'],
  // The defaults for all other types, such as a malformed percent escape.
  [ResponseType.DEFAULT_4XX, 'INVALID_PARAMETER', malformedUrl],
  // A throttled function causes one of these two: the call may be repeated.
  [ResponseType.DEFAULT_5XX, 'UNAVAILABLE'],
  [ResponseType.INTEGRATION_FAILURE, 'UNAVAILABLE'],
  [ResponseType.INTEGRATION_TIMEOUT, 'UNAVAILABLE'],
  [ResponseType.INVALID_API_KEY, 'NOT_ALLOWED'],
  [ResponseType.QUOTA_EXCEEDED, 'TOO_MANY_REQUESTS'],
  [ResponseType.REQUEST_TOO_LARGE, 'TOO_LARGE'],
  [ResponseType.RESOURCE_NOT_FOUND, 'NOT_FOUND'],
  [ResponseType.THROTTLED, 'TOO_MANY_REQUESTS'],
  [ResponseType.UNAUTHORIZED, 'WRONG_CREDENTIALS'],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 'INVALID_PARAMETER'],
  [ResponseType.WAF_FILTERED, 'NOT_ALLOWED'],
];

/** The gateway's throttle refills every second. */
const retryAfterSeconds: Partial<Record<FailureCode, number>> = { TOO_MANY_REQUESTS: 1, UNAVAILABLE: 1 };

export interface GatewayResponsesProps {
  readonly restApi: IRestApi;
  readonly errorStatus: string;
  readonly language: Language;
  readonly corsOrigins: readonly string[];
}

const literal = (text: string) => `'${text}'`;

/**
 * AWS documents no way to write a quote within a constant. So these replies, which are JSON without user data, lack the
 * header that contains quotes (the content security policy).
 */
const isExpressible = ([, text]: [string, string]) => !text.includes("'");

function headersOf(code: FailureCode, corsOrigins: readonly string[]): Record<string, string> {
  const seconds = retryAfterSeconds[code];
  const headers = {
    ...replyHeaders,
    ...gatewayOriginHeaders(corsOrigins),
    ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
  };
  return {
    ...Object.fromEntries(
      Object.entries(headers)
        .filter(isExpressible)
        .map(([name, text]) => [name, literal(text)]),
    ),
    'x-request-id': 'context.requestId',
  };
}

export class GatewayResponses extends Construct {
  constructor(scope: Construct, id: string, props: GatewayResponsesProps) {
    super(scope, id);
    const { restApi, errorStatus, language, corsOrigins } = props;
    for (const [type, code, details = {}] of replies) {
      new GatewayResponse(this, type.responseType, {
        restApi,
        type,
        statusCode: errorStatus === 'always200' ? '200' : String(failures[code]),
        responseHeaders: headersOf(code, corsOrigins),
        templates: { 'application/json': failureBody(code, details, language) },
      });
    }
  }
}
