import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { type FailureCode, type FailureDetails, failures } from '../../functions/contract/failure.ts';
import type { Language } from '../../functions/contract/reasons.ts';
import { failureBody, originHeaders, replyHeaders } from '../../functions/http/reply.ts';

/** No method of ours has a request validator: what the gateway itself finds wrong is how the URL is written. */
const malformedUrl: FailureDetails = { refusal: 'malformed-url' };

/** Every reply of API Gateway itself, as the failure of ours that it amounts to. */
const replies: readonly (readonly [ResponseType, FailureCode, FailureDetails?])[] = [
  [ResponseType.ACCESS_DENIED, 'NOT_ALLOWED'],
  [ResponseType.API_CONFIGURATION_ERROR, 'INTERNAL'],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'INTERNAL'],
  [ResponseType.AUTHORIZER_FAILURE, 'INTERNAL'],
  [ResponseType.BAD_REQUEST_BODY, 'INVALID_PARAMETER'],
  [ResponseType.BAD_REQUEST_PARAMETERS, 'INVALID_PARAMETER', malformedUrl],
  // An unknown path or method looks to the gateway like a call that lacks AWS credentials, and one that comes
  // with an Authorization header like a call whose signature is wrong. No method of ours takes AWS credentials.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'NOT_FOUND'],
  [ResponseType.INVALID_SIGNATURE, 'NOT_FOUND'],
  [ResponseType.EXPIRED_TOKEN, 'NOT_FOUND'],
  // Whatever has no type of its own here, such as a malformed percent escape.
  [ResponseType.DEFAULT_4XX, 'INVALID_PARAMETER', malformedUrl],
  // A throttled function reaches the app by one of these two: the call may be repeated.
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

/** A constant, in the gateway's own notation. */
const literal = (text: string) => `'${text}'`;

/**
 * AWS documents no way to write a quote within a constant, and a deployment must not fail over it: a header that
 * has one (the content security policy) stays out of these answers, which are JSON and say nothing of anybody.
 */
const isExpressible = ([, text]: [string, string]) => !text.includes("'");

/**
 * The gateway cannot choose by the caller's origin here: one allowed origin is named outright, of several
 * none is, and a browser then shows its page only that the call failed.
 */
const corsHeaders = (origins: readonly string[]) =>
  origins.length === 1 ? originHeaders(origins[0], origins) : {};

function headersOf(code: FailureCode, corsOrigins: readonly string[]): Record<string, string> {
  const seconds = retryAfterSeconds[code];
  const headers = {
    ...replyHeaders,
    ...corsHeaders(corsOrigins),
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

/** The gateway's own answers, in the envelope that the functions use. */
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
