import { type Failure, type FailureCode, type FailureDetails, failures } from '../contract/failure.ts';
import { type Language, reason } from '../contract/reasons.ts';

export interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers of every reply, which may contain a token: nothing may store, frame or reinterpret it. */
export const replyHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'",
  'strict-transport-security': 'max-age=31536000',
} as const;

/** The failure envelope. The gateway's own replies (unknown path, throttled) use it too. */
export const failureBody = (code: FailureCode, details: FailureDetails, language: Language) =>
  JSON.stringify({ reason: reason(code, details, language), ret: 'fail', code });

/** A success: the fields of the envelope and of the endpoint, in the order of the table. */
export function successReply(fields: readonly string[], answer: Readonly<Record<string, unknown>>): Reply {
  const whole: Record<string, unknown> = { reason: '', ...answer, ret: 'success' };
  return {
    statusCode: 200,
    headers: replyHeaders,
    body: JSON.stringify(Object.fromEntries(fields.map((field) => [field, whole[field]]))),
  };
}

/** A failure; `always200` is for apps whose HTTP library hides the body of any other status. */
export function failureReply(
  { code, details }: Failure,
  { errorStatus, language }: { errorStatus: 'http' | 'always200'; language: Language },
): Reply {
  const { retryAfterSeconds } = details;
  return {
    statusCode: errorStatus === 'always200' ? 200 : failures[code].status,
    headers: {
      ...replyHeaders,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
    },
    body: failureBody(code, details, language),
  };
}

/** A page may load and call only its own origin, and has no inline script or style. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const fileReply = (type: string, body: string): Reply => ({
  statusCode: 200,
  headers: { ...replyHeaders, 'content-type': type, 'content-security-policy': pagePolicy },
  body,
});

/** The methods and headers that a page of an allowed origin may send and read. */
export const cors = {
  allowHeaders: ['Authorization', 'Content-Type'],
  exposeHeaders: ['x-request-id', 'retry-after'],
  maxAgeSeconds: 600,
};

/** The headers of a preflight's reply, beside those of the origin. */
export const preflightHeaders = (methods: readonly string[]) => ({
  'access-control-allow-methods': methods.join(','),
  'access-control-allow-headers': cors.allowHeaders.join(','),
  'access-control-max-age': String(cors.maxAgeSeconds),
});

/** Lets a page of an allowed origin read the reply; never a wildcard, never with cookies. */
export function originHeaders(
  origin: string | undefined,
  allowed: readonly string[],
): Record<string, string> {
  if (allowed.length === 0) return {};
  const vary = 'Origin';
  if (origin === undefined || !allowed.includes(origin)) return { vary };
  return {
    vary,
    'access-control-allow-origin': origin,
    'access-control-expose-headers': cors.exposeHeaders.join(','),
  };
}

/**
 * The same for the gateway's own replies, where it cannot choose by the caller's origin: a single allowed origin is
 * named; of several, none is, and a browser then reports only that the call failed.
 */
export const gatewayOriginHeaders = (allowed: readonly string[]) =>
  allowed.length === 1 ? originHeaders(allowed[0], allowed) : {};
