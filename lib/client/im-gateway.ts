import { basicAuthorization, percentEncode } from './basic.ts';
import { type Calls, type FailureCode, paths } from './calls.ts';

export type { Calls, FailureCode } from './calls.ts';

export interface TransportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

export interface TransportResponse {
  readonly status: number;
  /** Names in upper or lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends one request. Rejects if no response came within `timeoutMs`. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

export interface ImGatewayOptions {
  /** The address before `/im/`, such as `https://im.example.com`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** The timeout of a call with its retries. @default 20000 */
  readonly timeoutMs?: number;
  /** The language of the reasons. @default that of the deployment */
  readonly language?: 'en' | 'zh';
  /** Sends each request. @default the global fetch */
  readonly transport?: Transport;
}

/**
 * Why a call failed: a failure code of the service; `NO_RESPONSE`: no response in time; `INVALID_RESPONSE`: a response
 * that is not from im-gateway.
 */
export type ImGatewayCode = FailureCode | 'NO_RESPONSE' | 'INVALID_RESPONSE';

type Details = Partial<Pick<ImGatewayError, 'status' | 'requestId' | 'retryAfterSeconds' | 'cause'>>;

/** The error that every method throws. Its message is the service's reason, for people. */
export class ImGatewayError extends Error {
  // `declare` leaves no class field in JavaScript: older engines do not know them.
  declare readonly code: ImGatewayCode;
  declare readonly status: number | undefined;
  /** Identifies the call in the service's log. */
  declare readonly requestId: string | undefined;
  declare readonly retryAfterSeconds: number | undefined;

  constructor(code: ImGatewayCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = 'ImGatewayError';
    this.code = code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

const defaultTimeoutMs = 20_000;
/** For one attempt: the service always replies within 8.5 s. */
const attemptMs = 10_000;
const maxAttempts = 3;

/** Temporary failures. A wrong password is permanent, and retries would only prolong a login throttle's wait. */
const passing: readonly ImGatewayCode[] = [
  'NO_RESPONSE',
  'TOO_MANY_REQUESTS',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_BUSY',
  'UNAVAILABLE',
];

const fetchTransport: Transport = async ({ url, headers, body, timeoutMs }) => {
  // Browsers have AbortSignal.timeout only since 2022.
  const attempt = new AbortController();
  const timer = setTimeout(() => attempt.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // No cookies and no redirects: the service has neither. A redirect is reported as an invalid response.
      credentials: 'omit',
      redirect: 'manual',
      signal: attempt.signal,
    });
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), text: await response.text() };
  } finally {
    clearTimeout(timer);
  }
};

type Fields = Readonly<Record<string, unknown>>;

/** A list as JSON: a name may contain a comma. */
const textOf = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : String(value));

const formOf = (parameters: Fields): string =>
  Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${percentEncode(textOf(value))}`)
    .join('&');

const requestOf = (
  { url, username, password, language }: ImGatewayOptions,
  path: string,
  parameters: Fields,
) => ({
  url: url.replace(/\/$/, '') + path,
  headers: {
    authorization: basicAuthorization(username, password),
    'content-type': 'application/x-www-form-urlencoded',
    ...(language ? { 'accept-language': language } : {}),
  },
  body: formOf(parameters),
});

const header = ({ headers }: TransportResponse, name: string) =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];

/** @returns the fields of a success without the envelope's own. */
function read(response: TransportResponse): Fields {
  const { status, text } = response;
  const retryAfter = Number(header(response, 'retry-after'));
  const details = {
    status,
    requestId: header(response, 'x-request-id'),
    retryAfterSeconds: retryAfter >= 1 ? retryAfter : undefined,
  };
  let body: Fields;
  try {
    body = Object(JSON.parse(text));
  } catch (cause) {
    throw new ImGatewayError('INVALID_RESPONSE', `status ${status}, and no JSON`, { ...details, cause });
  }
  const { ret, reason, code, ...answer } = body;
  // By the body and not by the status, which `always200` sets to 200.
  if (ret === 'success') return answer;
  if (ret === 'fail' && typeof code === 'string')
    throw new ImGatewayError(code as FailureCode, String(reason), details);
  throw new ImGatewayError('INVALID_RESPONSE', `status ${status}, and no envelope`, details);
}

/** One call, with retries if the failure is temporary and there is time: every endpoint is safe to repeat. */
async function call(options: ImGatewayOptions, path: string, parameters: Fields): Promise<Fields> {
  const { timeoutMs: withinMs = defaultTimeoutMs, transport = fetchTransport } = options;
  const request = requestOf(options, path, parameters);
  const endsAt = Date.now() + withinMs;
  for (let attempts = 1; ; attempts += 1) {
    const timeoutMs = Math.min(attemptMs, endsAt - Date.now());
    try {
      return read(await transport({ ...request, timeoutMs }));
    } catch (error) {
      const failure =
        error instanceof ImGatewayError
          ? error
          : new ImGatewayError('NO_RESPONSE', 'The service was not reached in time.', { cause: error });
      // Jitter of up to 100 %: a class that was refused together must not come back together.
      const waitMs = (failure.retryAfterSeconds ?? 1) * 1_000 * (1 + Math.random());
      const isOver = attempts === maxAttempts || Date.now() + waitMs >= endsAt;
      if (isOver || !passing.includes(failure.code)) throw failure;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** Otherwise a mistake in the options would look like a service that cannot be reached. */
function checkOptions({ url, username, password, timeoutMs = defaultTimeoutMs }: ImGatewayOptions): void {
  // No URL here: WeChat's mini programs have none.
  if (!/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(url)) {
    throw new TypeError(
      'url must be an address such as https://im.example.com, without credentials, ? and #',
    );
  }
  for (const [name, value] of Object.entries({ username, password })) {
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`${name} must be a text that is not empty`);
  }
  if (username.includes(':'))
    throw new TypeError('username must not contain a colon: HTTP Basic cannot carry it');
  if (!(timeoutMs > 0)) throw new TypeError('timeoutMs must be more than 0');
}

/** The constructor adds every method of Calls. */
export interface ImGateway extends Calls {}

/**
 * A client for one account: one method per endpoint, sent as POST with HTTP Basic credentials.
 * Runs in browsers and in Node, and with a transport elsewhere. Methods reject with ImGatewayError.
 * @example
 * const gateway = new ImGateway({ url: 'https://im.example.com', username: 'teacher1', password });
 * const { id } = await gateway.chatroomCreate({ live_id: '1', name: 'room1' });
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see the interface.
export class ImGateway {
  /** @throws TypeError naming the wrong option. */
  constructor(options: ImGatewayOptions) {
    checkOptions(options);
    for (const [name, path] of Object.entries(paths)) {
      Object.assign(this, { [name]: (parameters: Fields = {}) => call(options, path, parameters) });
    }
  }
}
